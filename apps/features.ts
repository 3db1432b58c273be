import type { Type } from '@nestjs/common';
import { AccessModule } from '@features/access';
import { AuditModule } from '@features/audit';
import { AuthModule } from '@features/auth';
import { CommunicationsModule } from '@features/communications';
import { IdentitiesModule } from '@features/identities';
import { ImportModule } from '@features/import';
import { MailModule } from '@features/mail';
import { PreferencesModule } from '@features/preferences';
import { PrivacyModule } from '@features/privacy';
import { RecoveryModule } from '@features/recovery';
import { UsersModule } from '@features/users';

/**
 * All features of the product. Every process loads them all, with their routes, jobs, migrations and counters of key
 * use.
 */
export const FEATURES: readonly Type[] = [
  UsersModule,
  MailModule,
  AccessModule,
  AuthModule,
  IdentitiesModule,
  ImportModule,
  RecoveryModule,
  PreferencesModule,
  PrivacyModule,
  CommunicationsModule,
  AuditModule,
];
