import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';
import { LEASE_TABLE } from '@platform/persistence/leases';

/**
 * `sequence` is the order within a stream. The database assigns it, because the clocks of the nodes differ. `due_at` is
 * the time at which a worker can claim the job: its start while ready, the end of its lease while running, null when
 * dead. One column for both, so that one index finds due jobs. `payload` is JSON stored as text, because drivers cannot
 * distinguish a string from the JSON of one. `platform_job_name_due` finds due jobs that have dedicated slots behind
 * many other due jobs.
 */
defineMigration('main', '2026-11-30.platform.jobs', [
  `CREATE TABLE platform_job (
    sequence bigint unsigned NOT NULL AUTO_INCREMENT,
    id binary(16) NOT NULL,
    name varchar(64) NOT NULL,
    stream binary(16) NULL,
    payload mediumtext NOT NULL,
    state varchar(8) NOT NULL,
    attempts int unsigned NOT NULL,
    due_at datetime(3) NULL,
    lease_holder binary(16) NULL,
    fence bigint unsigned NOT NULL,
    last_error varchar(400) NULL,
    created_at datetime(3) NOT NULL,
    changed_at datetime(3) NOT NULL,
    PRIMARY KEY (sequence),
    UNIQUE KEY platform_job_id (id),
    KEY platform_job_due (due_at),
    KEY platform_job_name_due (name, due_at),
    KEY platform_job_stream (stream, name, sequence),
    KEY platform_job_state (state)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE platform_timed_job (
    name varchar(64) NOT NULL,
    next_run_at datetime(3) NOT NULL,
    last_run_at datetime(3) NULL,
    last_error varchar(400) NULL,
    PRIMARY KEY (name)
  ) ${TABLE_OPTIONS}`,
  LEASE_TABLE,
]);
