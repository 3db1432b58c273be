import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.platform.idempotency', [
  `CREATE TABLE platform_idempotency (
    request_hash binary(32) NOT NULL,
    body_hash binary(32) NOT NULL,
    user_id binary(16) NULL,
    fence binary(16) NOT NULL,
    running_until datetime(3) NOT NULL,
    answer mediumblob NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (request_hash),
    KEY platform_idempotency_created (created_at),
    KEY platform_idempotency_user (user_id)
  ) ${TABLE_OPTIONS}`,
]);

defineMigration('main', '2026-12-02.platform.idempotency-subject', [
  `ALTER TABLE platform_idempotency ADD COLUMN subject_id binary(16) NULL AFTER user_id,
    ADD KEY platform_idempotency_subject (subject_id)`,
]);
