import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-11-20.auth.first', [
  `CREATE TABLE auth_credential (
    user_id binary(16) NOT NULL,
    password_hash varbinary(512) NOT NULL,
    pepper_id varchar(64) NULL,
    changed_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id),
    KEY auth_credential_pepper (pepper_id)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_session (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    transport varbinary(8) NOT NULL,
    generation int unsigned NOT NULL,
    current_hash binary(32) NOT NULL,
    previous_hash binary(32) NULL,
    rotated_at datetime(3) NOT NULL,
    created_at datetime(3) NOT NULL,
    last_used_at datetime(3) NOT NULL,
    expires_at datetime(3) NOT NULL,
    stepped_up_at datetime(3) NOT NULL,
    ended_at datetime(3) NULL,
    end_reason varbinary(32) NULL,
    origin_sealed varbinary(1024) NOT NULL,
    PRIMARY KEY (id),
    KEY auth_session_user (user_id, id),
    KEY auth_session_expires (expires_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_known_network (
    user_id binary(16) NOT NULL,
    network_hash binary(32) NOT NULL,
    seen_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id, network_hash),
    KEY auth_known_network_seen (seen_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_attempt (
    bucket binary(32) NOT NULL,
    attempts int unsigned NOT NULL,
    ends_at datetime(3) NOT NULL,
    PRIMARY KEY (bucket),
    KEY auth_attempt_ends (ends_at)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_role (
    name varchar(40) NOT NULL,
    description varchar(200) NOT NULL,
    permissions json NOT NULL,
    built_in tinyint NOT NULL,
    version int unsigned NOT NULL,
    PRIMARY KEY (name)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_user_role (
    user_id binary(16) NOT NULL,
    role varchar(40) NOT NULL,
    given_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id, role),
    KEY auth_user_role_role (role)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE auth_setup (
    id tinyint unsigned NOT NULL,
    token_hash binary(32) NOT NULL,
    expires_at datetime(3) NOT NULL,
    PRIMARY KEY (id)
  ) ${TABLE_OPTIONS}`,
  `INSERT IGNORE INTO auth_role (name, description, permissions, built_in, version) VALUES
    ('admin', 'May do everything', '["*"]', 1, 1),
    ('support', 'May find users and see what happened', '["users.read","audit.read"]', 1, 1)`,
]);

/** Permissions that apps define, and claims that roles add to access tokens. */
defineMigration('main', '2026-11-30.auth.app-permissions', [
  `CREATE TABLE auth_app_permission (
    name varchar(60) NOT NULL,
    meaning varchar(200) NOT NULL,
    defined_at datetime(3) NOT NULL,
    PRIMARY KEY (name)
  ) ${TABLE_OPTIONS}`,
  'ALTER TABLE auth_role ADD COLUMN claims json NULL',
]);

/**
 * The built-in roles of staff; this list is their only source, and docs/roles.md its copy for people. A role that an
 * operator has defined under one of these names stays as it is: its holders must not gain rights by an upgrade.
 */
defineMigration('main', '2026-11-30.auth.staff-roles', [
  `INSERT IGNORE INTO auth_role (name, description, permissions, built_in, version) VALUES
    ('viewer', 'Can view users, roles and the audit log', '["audit.read","roles.read","users.read"]', 1, 1),
    ('moderator', 'Can suspend accounts', '["users.read","users.suspend"]', 1, 1),
    ('privacy-officer', 'Can read personal data and export the audit log',
      '["audit.export","audit.read","personal.read","users.read"]', 1, 1),
    ('developer', 'Can manage API keys of backends and custom attributes',
      '["api-keys.read","api-keys.write","roles.read","schema.write"]', 1, 1)`,
  `UPDATE auth_role SET description = 'Can suspend accounts and end sessions, but not set credentials',
     permissions = '["audit.read","sessions.end","users.read","users.suspend"]', version = 2
   WHERE name = 'support' AND built_in = 1`,
]);
