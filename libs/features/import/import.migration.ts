import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.import.tables', [
  `CREATE TABLE import_file (
    fingerprint binary(32) NOT NULL,
    records int unsigned NOT NULL,
    created int unsigned NOT NULL,
    without_password int unsigned NOT NULL,
    refused int unsigned NOT NULL,
    lease int unsigned NOT NULL,
    lease_until datetime(3) NOT NULL,
    started_at datetime(3) NOT NULL,
    finished_at datetime(3) NULL,
    PRIMARY KEY (fingerprint)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE import_refusal (
    fingerprint binary(32) NOT NULL,
    record int unsigned NOT NULL,
    line int unsigned NOT NULL,
    reason varchar(40) NOT NULL,
    details_sealed varbinary(2400) NOT NULL,
    refused_at datetime(3) NOT NULL,
    PRIMARY KEY (fingerprint, record),
    KEY import_refusal_at (refused_at)
  ) ${TABLE_OPTIONS}`,
]);
