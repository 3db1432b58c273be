import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.auth.sessions', [
  `CREATE TABLE auth_session (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    transport varbinary(8) NOT NULL,
    generation int unsigned NOT NULL,
    current_hash binary(32) NOT NULL,
    previous_hash binary(32) NULL,
    rotated_at datetime(3) NOT NULL,
    created_at datetime(3) NOT NULL,
    last_used_at datetime(3) NOT NULL,
    expires_at datetime(3) NOT NULL,
    stepped_up_at datetime(3) NOT NULL,
    ended_at datetime(3) NULL,
    end_reason varbinary(32) NULL,
    origin_sealed varbinary(1024) NOT NULL,
    PRIMARY KEY (id),
    KEY auth_session_user (user_id, id),
    KEY auth_session_expires (expires_at)
  ) ${TABLE_OPTIONS}`,
]);
