import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.auth.security-notices', [
  `CREATE TABLE auth_known_origin (
    user_id binary(16) NOT NULL,
    seen_sealed varbinary(4096) NOT NULL,
    PRIMARY KEY (user_id)
  ) ${TABLE_OPTIONS}`,
]);
