import type { Type } from '@nestjs/common';
import { AuditModule } from '@features/audit';
import { AuthModule } from '@features/auth';
import { CommunicationsModule } from '@features/communications';
import { RecoveryModule } from '@features/recovery';
import { UsersModule } from '@features/users';

/** All features. Every process loads all of them, because each needs their jobs, migrations and key usage counters. */
export const FEATURES: readonly Type[] = [UsersModule, CommunicationsModule, AuthModule, RecoveryModule, AuditModule];
