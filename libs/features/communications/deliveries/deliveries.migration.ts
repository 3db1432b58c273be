import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-03.communications.deliveries', [
  `CREATE TABLE communications_delivery (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    notification_id binary(16) NOT NULL,
    source_id binary(16) NOT NULL,
    channel varbinary(5) NOT NULL,
    device_id binary(16) NULL,
    state varbinary(9) NOT NULL,
    is_digest tinyint NOT NULL,
    only_if_unread tinyint NOT NULL,
    attempts int unsigned NOT NULL,
    reason varchar(200) NULL,
    due_at datetime(3) NOT NULL,
    created_at datetime(3) NOT NULL,
    settled_at datetime(3) NULL,
    PRIMARY KEY (id),
    KEY communications_delivery_user (user_id, is_digest, state),
    KEY communications_delivery_notification (notification_id),
    KEY communications_delivery_source (source_id, channel, state),
    KEY communications_delivery_created (created_at)
  ) ${TABLE_OPTIONS}`,
]);
