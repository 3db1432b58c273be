import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

/**
 * The tiles of the tree are files. A row of `audit_log` is one tree over all events; there is a second one only if an
 * operator begins it after a rollback.
 */
defineMigration('main', '2026-12-05.audit.proofs', [
  `CREATE TABLE audit_log (
    number int unsigned NOT NULL,
    origin varchar(200) NOT NULL,
    files varchar(40) NOT NULL,
    created_at datetime(3) NOT NULL,
    forked_at datetime(3) NULL,
    fork_position bigint unsigned NULL,
    fork_cause varchar(400) NULL,
    PRIMARY KEY (number)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE audit_checkpoint (
    log int unsigned NOT NULL,
    size bigint unsigned NOT NULL,
    root binary(32) NOT NULL,
    note varbinary(16000) NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (log, size),
    KEY audit_checkpoint_created (created_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE audit_head (
    destination varchar(64) NOT NULL,
    log int unsigned NOT NULL,
    size bigint unsigned NOT NULL,
    sent_at datetime(3) NULL,
    tried_at datetime(3) NOT NULL,
    failing_since datetime(3) NULL,
    error varchar(400) NULL,
    PRIMARY KEY (destination)
  ) ${TABLE_OPTIONS}`,
]);
