import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

/**
 * One row for each purpose and holder, so that only the newest token exists. The row of a used token remains, so that
 * issued tokens are counted.
 */
defineMigration('main', '2026-11-30.platform.one-time', [
  `CREATE TABLE platform_one_time (
    purpose varbinary(40) NOT NULL,
    holder binary(32) NOT NULL,
    id binary(16) NOT NULL,
    user_id binary(16) NULL,
    session_id binary(16) NULL,
    token_hash binary(32) NULL,
    code_hash binary(32) NULL,
    payload_sealed mediumblob NULL,
    tries tinyint unsigned NOT NULL,
    expires_at datetime(3) NOT NULL,
    issued int unsigned NOT NULL,
    window_ends_at datetime(3) NOT NULL,
    PRIMARY KEY (purpose, holder),
    UNIQUE KEY platform_one_time_token (token_hash),
    KEY platform_one_time_user (user_id),
    KEY platform_one_time_expires (expires_at)
  ) ${TABLE_OPTIONS}`,
]);
