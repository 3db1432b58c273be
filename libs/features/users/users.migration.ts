import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-20.users.accounts', [
  `CREATE TABLE users_account (
    id binary(16) NOT NULL,
    username varbinary(30) NULL,
    display_name varchar(100) NULL,
    bio varchar(500) NULL,
    locale varchar(35) NOT NULL,
    avatar_file varbinary(64) NULL,
    email_sealed varbinary(320) NULL,
    email_verified tinyint NOT NULL,
    state varbinary(16) NOT NULL,
    version int unsigned NOT NULL,
    created_at datetime(3) NOT NULL,
    updated_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY users_account_username (username),
    KEY users_account_state (state, id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE users_email_index (
    email_index binary(32) NOT NULL,
    key_id varchar(64) NOT NULL,
    user_id binary(16) NOT NULL,
    PRIMARY KEY (email_index),
    KEY users_email_index_user (user_id)
  ) ${TABLE_OPTIONS}`,
]);
