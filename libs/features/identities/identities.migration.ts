import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.identities.tables', [
  `CREATE TABLE identities_identity (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    provider varbinary(40) NOT NULL,
    subject_hash binary(32) NOT NULL,
    subject_sealed varbinary(1100) NOT NULL,
    email_sealed varbinary(300) NULL,
    linked_at datetime(3) NOT NULL,
    last_used_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY identities_identity_subject (provider, subject_hash),
    KEY identities_identity_user (user_id, id)
  ) ${TABLE_OPTIONS}`,
]);
