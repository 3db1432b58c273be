import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.auth.second-factor', [
  `CREATE TABLE auth_totp (
    user_id binary(16) NOT NULL,
    secret_sealed varbinary(128) NOT NULL,
    last_step int unsigned NOT NULL,
    created_at datetime(3) NOT NULL,
    confirmed_at datetime(3) NULL,
    PRIMARY KEY (user_id),
    KEY auth_totp_unconfirmed (confirmed_at, created_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_recovery_code (
    user_id binary(16) NOT NULL,
    code_hash binary(32) NOT NULL,
    created_at datetime(3) NOT NULL,
    used_at datetime(3) NULL,
    PRIMARY KEY (user_id, code_hash)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_trusted_device (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    token_hash binary(32) NOT NULL,
    created_at datetime(3) NOT NULL,
    last_used_at datetime(3) NOT NULL,
    expires_at datetime(3) NOT NULL,
    origin_sealed varbinary(1024) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY auth_trusted_device_token (token_hash),
    KEY auth_trusted_device_user (user_id, id),
    KEY auth_trusted_device_expires (expires_at)
  ) ${TABLE_OPTIONS}`,
]);
