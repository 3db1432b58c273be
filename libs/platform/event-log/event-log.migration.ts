import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

/**
 * `event_log` is append-only. Its auto-increment `seq` is a provisional order: the database gives it after the row locks
 * of the change are taken. `event_run` contains the final order: from `position` on, the entries with `length`
 * consecutive numbers from `seq` on. Leaf hashes are stored with the positions, so that proofs hold after the contents
 * of old entries have been removed.
 */
defineMigration('main', '2026-11-30.platform.event-log', [
  `CREATE TABLE event_log (
    seq bigint unsigned NOT NULL AUTO_INCREMENT,
    id binary(16) NOT NULL,
    at datetime(3) NOT NULL,
    type varchar(100) NOT NULL,
    version tinyint unsigned NOT NULL,
    actor_kind varbinary(8) NOT NULL,
    actor_id binary(16) NULL,
    key_id binary(16) NULL,
    on_behalf_of binary(16) NULL,
    subject_id binary(16) NULL,
    other_subjects varbinary(1600) NULL,
    request_id binary(16) NULL,
    facts varbinary(8192) NOT NULL,
    changes_sealed mediumblob NULL,
    origin_sealed varbinary(1024) NULL,
    format tinyint unsigned NOT NULL,
    leaf_hash binary(32) NOT NULL,
    PRIMARY KEY (seq),
    KEY event_log_id (id),
    KEY event_log_subject (subject_id, id),
    KEY event_log_actor (actor_id, id),
    KEY event_log_type (type, id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE event_subject (
    user_id binary(16) NOT NULL,
    event_id binary(16) NOT NULL,
    PRIMARY KEY (user_id, event_id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE event_run (
    position bigint unsigned NOT NULL,
    seq bigint unsigned NOT NULL,
    length int unsigned NOT NULL,
    at datetime(3) NOT NULL,
    hashes mediumblob NOT NULL,
    PRIMARY KEY (position),
    KEY event_run_seq (seq)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE event_sequence (
    id tinyint unsigned NOT NULL,
    position bigint unsigned NOT NULL,
    high_water bigint unsigned NOT NULL,
    gaps mediumtext NOT NULL,
    holder varchar(64) NOT NULL,
    fence bigint unsigned NOT NULL,
    until datetime(3) NOT NULL,
    PRIMARY KEY (id)
  ) ${TABLE_OPTIONS}`,
  `INSERT INTO event_sequence (id, position, high_water, gaps, holder, fence, until)
   VALUES (1, 0, 0, '[]', '', 0, '2026-01-01 00:00:00') ON DUPLICATE KEY UPDATE id = 1`,
  `CREATE TABLE event_consumer (
    name varchar(64) NOT NULL,
    part tinyint unsigned NOT NULL,
    position bigint unsigned NOT NULL,
    holder varchar(64) NOT NULL,
    fence bigint unsigned NOT NULL,
    until datetime(3) NOT NULL,
    PRIMARY KEY (name, part)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE event_stop (
    consumer varchar(64) NOT NULL,
    subject_id binary(16) NOT NULL,
    position bigint unsigned NOT NULL,
    state varbinary(8) NOT NULL,
    attempts int unsigned NOT NULL,
    next_at datetime(3) NULL,
    error varchar(400) NOT NULL,
    since datetime(3) NOT NULL,
    PRIMARY KEY (consumer, subject_id),
    KEY event_stop_next (next_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE event_node (
    id varchar(64) NOT NULL,
    seen_at datetime(3) NOT NULL,
    position bigint unsigned NOT NULL,
    PRIMARY KEY (id)
  ) ${TABLE_OPTIONS}`,
]);

/** Tells a missing event apart from one that never happened. */
defineMigration('main', '2026-12-05.platform.event-removal', [
  `CREATE TABLE event_removal (
    type varchar(100) NOT NULL,
    until datetime(3) NOT NULL,
    PRIMARY KEY (type)
  ) ${TABLE_OPTIONS}`,
]);
