import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

/** `polled_at` is the start of the last poll whose notifications the node has applied. */
defineMigration('main', '2026-11-20.platform.signals', [
  `CREATE TABLE platform_signal (
    id binary(16) NOT NULL,
    topic varchar(64) NOT NULL,
    subject varchar(190) NOT NULL,
    sent_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY platform_signal_sent (sent_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE platform_node (
    id binary(16) NOT NULL,
    started_at datetime(3) NOT NULL,
    seen_at datetime(3) NOT NULL,
    polled_at datetime(3) NOT NULL,
    PRIMARY KEY (id)
  ) ${TABLE_OPTIONS}`,
]);

/** Marks that name the sign of life they were made at: they no longer hold once `seen_at` is another. */
defineMigration('main', '2026-11-30.platform.silent-nodes', [
  'ALTER TABLE platform_node ADD COLUMN suspected_beat datetime(3) NULL',
  'ALTER TABLE platform_node ADD COLUMN expelled_beat datetime(3) NULL',
]);
