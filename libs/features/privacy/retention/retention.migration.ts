import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-04.privacy.retention', [
  `CREATE TABLE privacy_retention (
    table_name varbinary(64) NOT NULL,
    ran_at datetime(3) NOT NULL,
    deleted bigint unsigned NOT NULL,
    total bigint unsigned NOT NULL,
    PRIMARY KEY (table_name)
  ) ${TABLE_OPTIONS}`,
]);
