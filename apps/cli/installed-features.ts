import type { DynamicModule, Type } from '@nestjs/common';
import '@platform/jobs/jobs.tables';
import '@platform/signals/signals.tables';
import '@platform/vault/vault.migration';

/**
 * The features that commands may need. Importing them here also declares their migrations to `migrate`, and
 * starting them registers what counts the uses of a key for `keys retire`.
 */
export const INSTALLED_FEATURES: readonly (Type | DynamicModule)[] = [];
