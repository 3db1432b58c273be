import type { Type } from '@nestjs/common';
import { AuditModule } from '@features/audit';
import { AuthModule } from '@features/auth';
import { CommunicationsModule } from '@features/communications';
import { RecoveryModule } from '@features/recovery';
import { UsersModule } from '@features/users';

/** What the product consists of. Every process has all of it: routes, jobs, migrations and counters of key use. */
export const FEATURES: readonly Type[] = [UsersModule, CommunicationsModule, AuthModule, RecoveryModule, AuditModule];
