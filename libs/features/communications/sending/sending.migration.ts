import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-03.communications.sending', [
  `CREATE TABLE communications_publication (
    id binary(16) NOT NULL,
    type varchar(80) NOT NULL,
    topic_id binary(16) NULL,
    state varbinary(9) NOT NULL,
    actor_id binary(16) NULL,
    content_sealed varbinary(16000) NULL,
    last_user_id binary(16) NULL,
    notified int unsigned NOT NULL,
    created_at datetime(3) NOT NULL,
    ended_at datetime(3) NULL,
    PRIMARY KEY (id),
    KEY communications_publication_actor (actor_id),
    KEY communications_publication_created (created_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE communications_recipient (
    id binary(16) NOT NULL,
    publication_id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY communications_recipient_publication (publication_id, user_id),
    KEY communications_recipient_user (user_id)
  ) ${TABLE_OPTIONS}`,
]);
