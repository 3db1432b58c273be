import type { Type } from '@nestjs/common';
import { AuthModule } from '@features/auth';
import { UsersModule } from '@features/users';
import '@platform/platform.module';

/**
 * The features that commands may need. Importing them here also declares their migrations to `migrate`, and
 * starting them registers what counts the uses of a key for `keys retire`.
 */
export const INSTALLED_FEATURES: readonly Type[] = [UsersModule, AuthModule];
