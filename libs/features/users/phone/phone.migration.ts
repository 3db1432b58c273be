import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-04.users.phone', [
  `CREATE TABLE users_phone (
    user_id binary(16) NOT NULL,
    number_sealed varbinary(128) NOT NULL,
    verified_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id)
  ) ${TABLE_OPTIONS}`,
]);
