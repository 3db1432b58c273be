import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

/** The built-in roles; docs/roles.md describes them to administrators. */
defineMigration('main', '2026-11-30.access.tables', [
  `CREATE TABLE access_role (
    name varchar(40) NOT NULL,
    description varchar(200) NOT NULL,
    permissions json NOT NULL,
    claims json NOT NULL,
    built_in tinyint NOT NULL,
    version int unsigned NOT NULL,
    PRIMARY KEY (name)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE access_user_role (
    user_id binary(16) NOT NULL,
    role varchar(40) NOT NULL,
    given_at datetime(3) NOT NULL,
    PRIMARY KEY (user_id, role),
    KEY access_user_role_role (role)
  ) ${TABLE_OPTIONS}`,
  `CREATE TABLE access_permission (
    name varchar(60) NOT NULL,
    meaning varchar(200) NOT NULL,
    defined_at datetime(3) NOT NULL,
    PRIMARY KEY (name)
  ) ${TABLE_OPTIONS}`,
  `INSERT IGNORE INTO access_role (name, description, permissions, claims, built_in, version) VALUES
    ('admin', 'Can do everything', '["*"]', '{}', 1, 1),
    ('support', 'Can suspend accounts and end sessions, but not set credentials',
      '["audit.read","sessions.end","users.read","users.suspend"]', '{}', 1, 1),
    ('viewer', 'Can view users, roles and the audit log', '["audit.read","roles.read","users.read"]', '{}', 1, 1),
    ('moderator', 'Can suspend accounts', '["users.read","users.suspend"]', '{}', 1, 1),
    ('privacy-officer', 'Can read personal data and export the audit log',
      '["audit.export","audit.read","personal.read","users.read"]', '{}', 1, 1),
    ('developer', 'Can manage API keys of backends and custom attributes',
      '["api-keys.read","api-keys.write","roles.read","schema.write"]', '{}', 1, 1)`,
]);

/** `JSON_CONTAINS` keeps a repeated run from adding them again. */
defineMigration('main', '2026-12-02.access.privacy-officer-erasures', [
  `UPDATE access_role SET version = version + 1,
     permissions = JSON_MERGE_PRESERVE(permissions, '["privacy.manage-holds","privacy.read-erasures","users.delete"]')
   WHERE name = 'privacy-officer' AND built_in = 1 AND NOT JSON_CONTAINS(permissions, '"privacy.read-erasures"')`,
]);

defineMigration('main', '2026-12-05.access.privacy-officer-text', [
  `UPDATE access_role SET description = 'Can read personal data, export the audit log, delete accounts and place holds'
   WHERE name = 'privacy-officer' AND built_in = 1`,
]);
