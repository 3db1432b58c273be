import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

/**
 * `polled_at` is when the node began its last poll whose notifications it has applied. `suspected_beat` and
 * `expelled_beat` hold the `seen_at` they were set for: they no longer apply once `seen_at` has changed.
 */
defineMigration('main', '2026-11-30.platform.cluster-notifications', [
  `CREATE TABLE platform_cluster_notification (
    id binary(16) NOT NULL,
    topic varchar(64) NOT NULL,
    subject varchar(190) NOT NULL,
    sent_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY platform_cluster_notification_sent (sent_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE platform_node (
    id binary(16) NOT NULL,
    started_at datetime(3) NOT NULL,
    seen_at datetime(3) NOT NULL,
    polled_at datetime(3) NOT NULL,
    suspected_beat datetime(3) NULL,
    expelled_beat datetime(3) NULL,
    PRIMARY KEY (id)
  ) ${TABLE_OPTIONS}`,
]);
