import { defineMigration, TABLE_OPTIONS } from '@platform/persistence/migrations/migration';

defineMigration('main', '2026-12-03.communications.devices', [
  `CREATE TABLE communications_device (
    id binary(16) NOT NULL,
    user_id binary(16) NOT NULL,
    session_id binary(16) NULL,
    kind varbinary(8) NOT NULL,
    address_hash binary(32) NOT NULL,
    content_sealed varbinary(8192) NOT NULL,
    registered_at datetime(3) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY communications_device_address (address_hash),
    KEY communications_device_user (user_id, id),
    KEY communications_device_session (session_id)
  ) ${TABLE_OPTIONS}`,
]);
