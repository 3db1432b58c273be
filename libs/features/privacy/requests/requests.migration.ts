import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-01.privacy.requests', [
  `CREATE TABLE privacy_request (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    kind varbinary(16) NOT NULL,
    state varbinary(16) NOT NULL,
    note_sealed mediumblob NULL,
    assignee_id binary(16) NULL,
    due_at datetime(3) NOT NULL,
    created_at datetime(3) NOT NULL,
    closed_at datetime(3) NULL,
    version int unsigned NOT NULL,
    PRIMARY KEY (id),
    KEY privacy_request_user (user_id, id),
    KEY privacy_request_state (state, id),
    KEY privacy_request_due (state, due_at)
  ) ${TABLE_OPTIONS}`,
]);
