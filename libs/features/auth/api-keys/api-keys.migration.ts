import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.auth.api-keys', [
  `CREATE TABLE auth_api_key (
    id binary(16) NOT NULL,
    key_hash binary(32) NOT NULL,
    user_id binary(16) NULL,
    made_by binary(16) NOT NULL,
    name varchar(100) NOT NULL,
    prefix varbinary(9) NOT NULL,
    rights json NOT NULL,
    created_at datetime(3) NOT NULL,
    expires_at datetime(3) NOT NULL,
    last_used_at datetime(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY auth_api_key_hash (key_hash),
    KEY auth_api_key_user (user_id, id),
    KEY auth_api_key_expires (expires_at)
  ) ${TABLE_OPTIONS}`,
]);
