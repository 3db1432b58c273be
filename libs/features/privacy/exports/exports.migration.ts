import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-01.privacy.exports', [
  `CREATE TABLE privacy_export (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    pending_of binary(16) NULL,
    state varchar(8) NOT NULL,
    file varbinary(64) NULL,
    key_sealed varbinary(100) NULL,
    size bigint unsigned NULL,
    sha256 binary(32) NULL,
    created_at datetime(3) NOT NULL,
    ended_at datetime(3) NULL,
    expires_at datetime(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY privacy_export_pending (pending_of),
    KEY privacy_export_user (user_id, id),
    KEY privacy_export_expires (state, expires_at),
    KEY privacy_export_created (created_at)
  ) ${TABLE_OPTIONS}`,
]);
