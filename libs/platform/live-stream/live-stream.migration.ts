import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-01.platform.live-stream', [
  `CREATE TABLE platform_stream_ticket (
    token_hash binary(32) NOT NULL,
    user_id binary(16) NOT NULL,
    session_id binary(16) NOT NULL,
    expires_at datetime(3) NOT NULL,
    PRIMARY KEY (token_hash),
    KEY platform_stream_ticket_user (user_id),
    KEY platform_stream_ticket_expires (expires_at)
  ) ${TABLE_OPTIONS}`,
]);
