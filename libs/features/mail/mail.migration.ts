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

defineMigration('main', '2026-12-03.mail.suppressions', [
  'ALTER TABLE mail_message MODIFY state varbinary(16) NOT NULL',
  'ALTER TABLE mail_message ADD COLUMN recipient_index binary(32) NULL',
  'ALTER TABLE mail_message ADD KEY mail_message_recipient (recipient_index)',
  `CREATE TABLE mail_suppression (
    id binary(16) NOT NULL,
    user_id binary(16) NULL,
    address_index binary(32) NULL,
    index_key varchar(64) NULL,
    address_sealed varbinary(320) NOT NULL,
    reason varbinary(16) NOT NULL,
    provider varbinary(16) NOT NULL,
    diagnostic varchar(200) NULL,
    since datetime(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY mail_suppression_address (address_index),
    KEY mail_suppression_key (index_key),
    KEY mail_suppression_user (user_id, id)
  ) ${TABLE_OPTIONS}`,
]);

defineMigration('main', '2026-12-03.mail.reports', [
  `CREATE TABLE mail_received_report (
    report_hash binary(32) NOT NULL,
    received_at datetime(3) NOT NULL,
    PRIMARY KEY (report_hash),
    KEY mail_received_report_time (received_at)
  ) ${TABLE_OPTIONS}`,
]);
