import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-01.audit.activity', [
  `CREATE TABLE audit_activity_type (
    type varchar(100) NOT NULL,
    version int unsigned NOT NULL,
    document json NULL,
    description varchar(200) NOT NULL,
    changed_at datetime(3) NOT NULL,
    PRIMARY KEY (type)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE audit_client_event (
    caller_id binary(16) NOT NULL,
    client_id binary(16) NOT NULL,
    event_id binary(16) NOT NULL,
    subject_id binary(16) NOT NULL,
    content_hash binary(32) NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (caller_id, client_id),
    KEY audit_client_event_subject (subject_id),
    KEY audit_client_event_created (created_at)
  ) ${TABLE_OPTIONS}`,
]);
