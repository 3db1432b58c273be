import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

/** `sequence` is the order within a subject. The database assigns it, because the clocks of the nodes differ. */
defineMigration('main', '2026-11-30.platform.outbox', [
  `CREATE TABLE platform_outbox (
    sequence bigint unsigned NOT NULL AUTO_INCREMENT,
    id binary(16) NOT NULL,
    type varchar(100) NOT NULL,
    subject binary(16) NULL,
    facts mediumtext NOT NULL,
    happened_at datetime(3) NOT NULL,
    stored_at datetime(3) NOT NULL,
    PRIMARY KEY (sequence),
    UNIQUE KEY platform_outbox_id (id),
    KEY platform_outbox_subject (subject, sequence)
  ) ${TABLE_OPTIONS}`,
]);
