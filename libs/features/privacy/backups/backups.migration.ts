import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-03.privacy.backups', [
  `CREATE TABLE privacy_backup_run (
    id binary(16) NOT NULL,
    backup varbinary(32) NULL,
    state varbinary(16) NOT NULL,
    started_at datetime(3) NOT NULL,
    ended_at datetime(3) NULL,
    data_bytes bigint unsigned NULL,
    keys_bytes bigint unsigned NULL,
    error varchar(500) NULL,
    PRIMARY KEY (id),
    KEY privacy_backup_run_state (state, started_at),
    KEY privacy_backup_run_started (started_at)
  ) ${TABLE_OPTIONS}`,
]);
