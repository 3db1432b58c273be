import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '__date__.__name__.tables', [
  `CREATE TABLE __snake___entry (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    title_sealed varbinary(900) NOT NULL,
    details_sealed varbinary(8100) NULL,
    attachment_file varbinary(64) NULL,
    version int unsigned NOT NULL,
    created_at datetime(3) NOT NULL,
    updated_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY __snake___entry_user (user_id, id)
  ) ${TABLE_OPTIONS}`,
]);
