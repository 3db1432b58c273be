import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-03.communications.catalogue', [
  `CREATE TABLE communications_topic (
    topic varchar(40) NOT NULL,
    id binary(16) NOT NULL,
    version int unsigned NOT NULL,
    double_opt_in tinyint NOT NULL,
    names json NOT NULL,
    changed_at datetime(3) NOT NULL,
    PRIMARY KEY (topic)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE communications_type (
    type varchar(80) NOT NULL,
    version int unsigned NOT NULL,
    topic varchar(40) NOT NULL,
    channels json NOT NULL,
    fields json NOT NULL,
    texts json NOT NULL,
    changed_at datetime(3) NOT NULL,
    PRIMARY KEY (type),
    KEY communications_type_topic (topic)
  ) ${TABLE_OPTIONS}`,
]);
