import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-02.communications.inbox', [
  `CREATE TABLE communications_inbox (
    user_id binary(16) NOT NULL,
    unread int unsigned NOT NULL,
    version int unsigned NOT NULL,
    changed_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE communications_notification (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    actor_id binary(16) NULL,
    type varchar(80) NOT NULL,
    topic varchar(40) NOT NULL,
    state varbinary(8) NOT NULL,
    is_listed tinyint NOT NULL,
    group_key binary(16) NULL,
    group_id binary(16) NULL,
    people int unsigned NOT NULL,
    content_sealed varbinary(16000) NOT NULL,
    read_at datetime(3) NULL,
    created_at datetime(3) NOT NULL,
    expires_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY communications_notification_listed (user_id, is_listed, id),
    KEY communications_notification_state (user_id, state, id),
    KEY communications_notification_group (group_key, state),
    KEY communications_notification_actor (actor_id, group_id),
    KEY communications_notification_expires (expires_at)
  ) ${TABLE_OPTIONS}`,
]);
