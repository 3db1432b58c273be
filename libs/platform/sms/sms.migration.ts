import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-03.platform.text-messages', [
  `CREATE TABLE platform_text_message (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    kind varbinary(16) NOT NULL,
    state varbinary(8) NOT NULL,
    attempts int unsigned NOT NULL,
    last_answer varchar(200) NULL,
    content_sealed varbinary(4096) NULL,
    created_at datetime(3) NOT NULL,
    expires_at datetime(3) NOT NULL,
    settled_at datetime(3) NULL,
    PRIMARY KEY (id),
    KEY platform_text_message_user (user_id),
    KEY platform_text_message_settled (settled_at),
    KEY platform_text_message_state (state)
  ) ${TABLE_OPTIONS}`,
]);
