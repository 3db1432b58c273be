import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('keys', '2026-11-30.vault.keys', [
  `CREATE TABLE ring_key (
    id char(12) NOT NULL,
    purpose varchar(16) NOT NULL,
    sequence int unsigned NOT NULL,
    state varchar(8) NOT NULL,
    wrapped varbinary(512) NULL,
    master_id varchar(32) NOT NULL,
    created_at datetime(3) NOT NULL,
    active_at datetime(3) NULL,
    retiring_at datetime(3) NULL,
    retired_at datetime(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY ring_key_sequence (purpose, sequence)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE user_key (
    user_id binary(16) NOT NULL,
    wrapped_key varbinary(64) NOT NULL,
    wrapped_by char(12) NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id),
    KEY user_key_wrapped_by (wrapped_by)
  ) ${TABLE_OPTIONS}`,
]);
