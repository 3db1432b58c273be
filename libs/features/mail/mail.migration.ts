import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.mail.tables', [
  `CREATE TABLE mail_message (
    id binary(16) NOT NULL,
    user_id binary(16) NULL,
    kind varchar(80) NOT NULL,
    language varchar(35) NOT NULL,
    state varbinary(8) NOT NULL,
    attempts int unsigned NOT NULL,
    last_answer varchar(300) NULL,
    message_id varchar(320) NOT NULL,
    content varbinary(8192) NULL,
    created_at datetime(3) NOT NULL,
    tried_until datetime(3) NOT NULL,
    expires_at datetime(3) NULL,
    settled_at datetime(3) NULL,
    PRIMARY KEY (id),
    KEY mail_message_user (user_id),
    KEY mail_message_state (state, settled_at)
  ) ${TABLE_OPTIONS}`,
]);
