import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-01.preferences.tables', [
  `CREATE TABLE preferences_schema (
    namespace varchar(40) NOT NULL,
    version int unsigned NOT NULL,
    document json NULL,
    defaults json NULL,
    access json NOT NULL,
    tightened json NOT NULL,
    changed_at datetime(3) NOT NULL,
    PRIMARY KEY (namespace)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE preferences_document (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    session_id binary(16) NULL,
    namespace varbinary(40) NOT NULL,
    content json NOT NULL,
    content_sealed mediumblob NULL,
    version int unsigned NOT NULL,
    schema_version int unsigned NOT NULL,
    updated_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY preferences_document_user (user_id, id),
    KEY preferences_document_session (session_id),
    KEY preferences_document_namespace (namespace, schema_version, id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE preferences_misfit (
    id binary(16) NOT NULL,
    namespace varbinary(40) NOT NULL,
    schema_version int unsigned NOT NULL,
    user_id binary(16) NOT NULL,
    pointer varchar(500) NOT NULL,
    code varchar(100) NOT NULL,
    keyword varchar(40) NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY preferences_misfit_user (user_id, id),
    KEY preferences_misfit_namespace (namespace, id),
    KEY preferences_misfit_created (created_at)
  ) ${TABLE_OPTIONS}`,
]);

defineMigration('main', '2026-12-02.preferences.opened', [
  'ALTER TABLE preferences_schema ADD COLUMN opened json NULL AFTER tightened',
  // The entries so far can contain names that users chose.
  'TRUNCATE TABLE preferences_misfit',
]);
