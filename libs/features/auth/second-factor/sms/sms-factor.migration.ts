import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-04.auth.sms-factor', [
  `CREATE TABLE auth_sms_factor (
    user_id binary(16) NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id)
  ) ${TABLE_OPTIONS}`,
]);
