import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.auth.password', [
  `CREATE TABLE auth_credential (
    user_id binary(16) NOT NULL,
    password_hash varbinary(512) NOT NULL,
    pepper_id varchar(64) NULL,
    changed_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id),
    KEY auth_credential_pepper (pepper_id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_password_kind (
    kind varchar(100) NOT NULL,
    accounts int unsigned NOT NULL,
    specimen varbinary(512) NULL,
    counted_at datetime(3) NOT NULL,
    PRIMARY KEY (kind)
  ) ${TABLE_OPTIONS}`,
]);
