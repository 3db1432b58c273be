import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '__date__.__name__.entries', [
  `CREATE TABLE __name___entry (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    text_sealed varbinary(2100) NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY __name___entry_user (user_id, id)
  ) ${TABLE_OPTIONS}`,
]);
