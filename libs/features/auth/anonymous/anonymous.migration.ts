import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.auth.anonymous', [
  `CREATE TABLE auth_anonymous (
    user_id binary(16) NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id)
  ) ${TABLE_OPTIONS}`,
]);
