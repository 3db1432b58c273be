import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.auth.passkeys', [
  `CREATE TABLE auth_passkey (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    credential_hash binary(32) NOT NULL,
    credential_id varbinary(1023) NOT NULL,
    public_key varbinary(1024) NOT NULL,
    sign_count int unsigned NOT NULL,
    transports varbinary(64) NOT NULL,
    backed_up tinyint NOT NULL,
    name_sealed varbinary(512) NOT NULL,
    created_at datetime(3) NOT NULL,
    last_used_at datetime(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY auth_passkey_credential (credential_hash),
    KEY auth_passkey_user (user_id, id)
  ) ${TABLE_OPTIONS}`,
]);
