import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-01.privacy.consents', [
  `CREATE TABLE privacy_consent_text (
    id binary(16) NOT NULL,
    purpose varchar(40) NOT NULL,
    version varbinary(40) NOT NULL,
    required tinyint NOT NULL,
    texts json NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY privacy_consent_text_version (purpose, version)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE privacy_consent (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    purpose varchar(40) NOT NULL,
    version varbinary(40) NOT NULL,
    locale varchar(35) NOT NULL,
    text_hash binary(32) NOT NULL,
    given tinyint NOT NULL,
    source varbinary(16) NOT NULL,
    created_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    KEY privacy_consent_user (user_id, purpose, created_at)
  ) ${TABLE_OPTIONS}`,
]);
