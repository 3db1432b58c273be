import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-02.privacy.erasure', [
  `CREATE TABLE privacy_erasure (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    state varbinary(20) NOT NULL,
    requested_by_kind varbinary(16) NOT NULL,
    requested_by binary(16) NULL,
    reason_sealed varbinary(2100) NULL,
    requested_at datetime(3) NOT NULL,
    is_immediate tinyint NOT NULL,
    erasure_at datetime(3) NULL,
    account_state varbinary(16) NULL,
    approved_by binary(16) NULL,
    counts json NULL,
    begun_at datetime(3) NULL,
    ended_at datetime(3) NULL,
    PRIMARY KEY (id),
    KEY privacy_erasure_user (user_id, id),
    KEY privacy_erasure_state (state, id),
    KEY privacy_erasure_due (state, erasure_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE privacy_legal_hold (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    reason_sealed varbinary(2100) NOT NULL,
    held_by binary(16) NOT NULL,
    held_since datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY privacy_legal_hold_user (user_id, id)
  ) ${TABLE_OPTIONS}`,
]);

/** In the keys database, because restoring the data from a backup must not restore an old ledger. */
defineMigration('keys', '2026-12-02.privacy.erasure-ledger', [
  `CREATE TABLE privacy_erasure_ledger (
    user_id binary(16) NOT NULL,
    erasure_id binary(16) NOT NULL,
    erased_at datetime(3) NOT NULL,
    certificate mediumtext NOT NULL,
    PRIMARY KEY (user_id),
    UNIQUE KEY privacy_erasure_ledger_erasure (erasure_id)
  ) ${TABLE_OPTIONS}`,
]);
