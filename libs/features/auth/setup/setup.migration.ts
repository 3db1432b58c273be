import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.auth.setup', [
  `CREATE TABLE auth_setup (
    id tinyint unsigned NOT NULL,
    token_hash binary(32) NOT NULL,
    expires_at datetime(3) NOT NULL,
    PRIMARY KEY (id)
  ) ${TABLE_OPTIONS}`,
]);
