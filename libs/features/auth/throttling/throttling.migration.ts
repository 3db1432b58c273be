import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.auth.throttling', [
  `CREATE TABLE auth_attempt (
    bucket binary(32) NOT NULL,
    attempts int unsigned NOT NULL,
    ends_at datetime(3) NOT NULL,
    PRIMARY KEY (bucket),
    KEY auth_attempt_ends (ends_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_known_network (
    user_id binary(16) NOT NULL,
    network_hash binary(32) NOT NULL,
    seen_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id, network_hash),
    KEY auth_known_network_seen (seen_at)
  ) ${TABLE_OPTIONS}`,
]);
