import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-30.users.tables', [
  `CREATE TABLE users_account (
    id binary(16) NOT NULL,
    username varbinary(30) NULL,
    display_name varchar(100) NULL,
    display_name_key varbinary(200) NULL,
    bio varchar(500) NULL,
    locale varchar(35) NOT NULL,
    avatar_file varbinary(64) NULL,
    email_sealed varbinary(320) NULL,
    email_verified tinyint NOT NULL,
    email_by_admin tinyint NOT NULL DEFAULT 0,
    state varbinary(16) NOT NULL,
    suspended_until datetime(3) NULL,
    version int unsigned NOT NULL,
    lock_version int unsigned NOT NULL DEFAULT 0,
    created_at datetime(3) NOT NULL,
    updated_at datetime(3) NOT NULL,
    last_active_on date NULL,
    PRIMARY KEY (id),
    UNIQUE KEY users_account_username (username),
    KEY users_account_state (state, id),
    KEY users_account_state_username (state, username),
    KEY users_account_suspended_until (suspended_until),
    KEY users_account_display_name (display_name_key, id),
    KEY users_account_created (created_at, id),
    KEY users_account_last_active (last_active_on, id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE users_suspension (
    user_id binary(16) NOT NULL,
    reason_sealed varbinary(2100) NOT NULL,
    suspended_by binary(16) NOT NULL,
    suspended_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE users_email_index (
    email_index binary(32) NOT NULL,
    domain_index binary(32) NULL,
    key_id varchar(64) NOT NULL,
    user_id binary(16) NOT NULL,
    PRIMARY KEY (email_index),
    KEY users_email_index_user (user_id),
    KEY users_email_index_key (key_id, user_id),
    KEY users_email_index_domain (domain_index, user_id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE users_personal (
    user_id binary(16) NOT NULL,
    given_name_sealed varbinary(512) NULL,
    family_name_sealed varbinary(512) NULL,
    birth_date_sealed varbinary(64) NULL,
    phone_numbers_sealed varbinary(4096) NULL,
    addresses_sealed mediumblob NULL,
    attributes_sealed mediumblob NULL,
    version int unsigned NOT NULL,
    updated_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE users_attribute_schema (
    id binary(16) NOT NULL,
    version int unsigned NOT NULL,
    document json NOT NULL,
    access json NOT NULL,
    created_at datetime(3) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY users_attribute_schema_version (version)
  ) ${TABLE_OPTIONS}`,
  `INSERT IGNORE INTO users_attribute_schema (id, version, document, access, created_at)
   VALUES (UNHEX(REPEAT('00', 16)), 0, '{"type":"object","properties":{},"additionalProperties":false}', '{}', NULL)`,
]);

defineMigration('main', '2026-12-04.users.avatar-index', [
  'ALTER TABLE users_account ADD KEY users_account_avatar (avatar_file)',
]);
