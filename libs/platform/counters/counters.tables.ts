import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.platform.counters', [
  `CREATE TABLE platform_counter (
    key_hash binary(32) NOT NULL,
    window_start bigint unsigned NOT NULL,
    hits bigint unsigned NOT NULL,
    ends_at datetime(3) NOT NULL,
    PRIMARY KEY (key_hash, window_start),
    KEY platform_counter_ends (ends_at)
  ) ${TABLE_OPTIONS}`,
]);
