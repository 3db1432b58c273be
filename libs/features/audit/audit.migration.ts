import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

/**
 * Rows are append-only. Personal values are sealed with the keys of the users concerned, and `leaf_hash` commits to the
 * sealed bytes, so that a signed log over these hashes still verifies after an erasure.
 */
defineMigration('main', '2026-11-30.audit.tables', [
  `CREATE TABLE audit_entry (
    id binary(16) NOT NULL,
    at datetime(3) NOT NULL,
    action varchar(100) NOT NULL,
    actor_kind varbinary(8) NOT NULL,
    actor_id binary(16) NULL,
    on_behalf_of binary(16) NULL,
    subject_id binary(16) NULL,
    request_id binary(16) NULL,
    facts varbinary(8192) NOT NULL,
    changes_sealed mediumblob NULL,
    origin_sealed varbinary(1024) NULL,
    format tinyint unsigned NOT NULL,
    leaf_hash binary(32) NOT NULL,
    PRIMARY KEY (id),
    KEY audit_entry_subject (subject_id, id),
    KEY audit_entry_actor (actor_id, id),
    KEY audit_entry_action (action, id)
  ) ${TABLE_OPTIONS}`,
]);
