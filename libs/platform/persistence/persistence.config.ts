import { defineConfig } from '@platform/config/config';
import { faultOfDatabaseUrl } from '@platform/config/addresses.rule';
import { checked, integer, optionalText, flag, url } from '@platform/config/setting';
import { databaseCaSetting } from './database-ca.setting';

export class PersistenceConfig extends defineConfig('Database', {
  databaseUrl: checked(
    url('DATABASE_URL', {
      protocols: ['mysql:', 'mariadb:'],
      secret: true,
      developmentDefault: 'mysql://root@127.0.0.1:3306/userkeep',
      help: 'Required in production. mysql://user:password@host:3306/schema (MySQL 8.4+ or MariaDB 10.11+). Use `?socketPath=` for a Unix socket, `?tls=true` for TLS that verifies the server and its host name, `?tls=verify-ca` for TLS that verifies the server only.',
    }),
    (value) => [faultOfDatabaseUrl(value)],
  ),
  ca: databaseCaSetting,
  replicaUrl: checked(
    optionalText('DATABASE_REPLICA_URL', {
      secret: true,
      help: 'A read replica for lists that can lag slightly behind. The format is that of DATABASE_URL.',
    }),
    (url) => [faultOfDatabaseUrl(url)],
  ),
  poolSize: integer('DATABASE_POOL_SIZE', {
    default: 20,
    min: 2,
    max: 500,
    help: 'The number of database connections per process.',
  }),
  acquireMs: integer('DATABASE_ACQUIRE_MS', {
    default: 1000,
    min: 50,
    max: 60_000,
    help: 'The maximum time to wait for a free connection, in milliseconds.',
  }),
  statementMs: integer('DATABASE_STATEMENT_MS', {
    default: 2000,
    min: 50,
    max: 600_000,
    help: 'The maximum duration of a statement, in milliseconds; after that it is cancelled.',
  }),
  migrateOnStart: flag('MIGRATE_ON_START', {
    default: true,
    help: 'Runs pending migrations before serving. If false, run `userkeep migrate run` first.',
  }),
}) {}
