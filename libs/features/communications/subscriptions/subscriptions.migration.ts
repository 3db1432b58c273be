import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-03.communications.subscriptions', [
  `CREATE TABLE communications_subscription (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    topic_id binary(16) NOT NULL,
    since datetime(3) NOT NULL,
    confirmed_at datetime(3) NULL,
    PRIMARY KEY (id),
    KEY communications_subscription_topic (topic_id, user_id),
    UNIQUE KEY communications_subscription_user (user_id, topic_id)
  ) ${TABLE_OPTIONS}`,
]);
