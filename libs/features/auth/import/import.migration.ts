import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-25.auth.import', [
  `CREATE TABLE auth_import (
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
  `CREATE TABLE auth_import_refusal (
    fingerprint binary(32) NOT NULL,
    record int unsigned NOT NULL,
    line int unsigned NOT NULL,
    reason varchar(40) NOT NULL,
    told_sealed varbinary(2400) NOT NULL,
    refused_at datetime(3) NOT NULL,
    PRIMARY KEY (fingerprint, record),
    KEY auth_import_refusal_at (refused_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_password_kind (
    kind varchar(100) NOT NULL,
    accounts int unsigned NOT NULL,
    specimen varbinary(512) NULL,
    counted_at datetime(3) NOT NULL,
    PRIMARY KEY (kind)
  ) ${TABLE_OPTIONS}`,
]);
