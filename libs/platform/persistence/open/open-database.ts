import { createConnection } from 'mysql2/promise';
import { addressOf, ConnectionPool, schemaOf } from '../connection-pool';
import { Database } from '../database';
import { Migrator } from '../migrations/migrator';
import type { DatabaseRole } from '../migrations/migration';
import type { PersistenceConfig } from '../persistence.config';
import { RESTORE_MARKER } from './restore-marker';
import { unreachableSentence } from '../unreachable.rule';
import { askServer, unsafeSettings, type ServerFacts } from '../server';

export interface OpenDatabase {
  readonly database: Database;
  /** The name of the schema, which TypeORM requires separately. */
  readonly schema: string;
  readonly server: ServerFacts;
}

/** The database cannot be used. Each reason is a sentence for the operator. */
export class UnusableDatabase extends Error {
  constructor(readonly reasons: readonly string[]) {
    super(reasons.join('\n'));
    this.name = 'UnusableDatabase';
  }
}

interface OpenOptions {
  readonly url: string;
  readonly variable: string;
  readonly role: DatabaseRole;
  readonly production: boolean;
  /** Whether to run pending migrations; otherwise pending migrations are an error. */
  readonly migrate: boolean;
  readonly replicaUrl?: string;
}

/** Connects, checks the server's version and settings, and runs migrations. */
export async function openDatabase(config: PersistenceConfig, options: OpenOptions): Promise<OpenDatabase> {
  await ensureSchema(options, config.ca);
  if (options.replicaUrl) rejectInvalidTls(options.replicaUrl, config.ca);
  const migrationPool = new ConnectionPool(options.url, 2, {
    acquireMs: 10_000,
    statementMs: 3_600_000,
    ca: config.ca,
  });
  const preparing = new Database(migrationPool);
  try {
    const server = await askServer(preparing);
    const faults = options.production ? unsafeSettings(server) : [];
    if (faults.length > 0) throw new UnusableDatabase(faults);
    await refuseUnfinishedRestore(preparing, options);
    const migrator = new Migrator(preparing, options.role, server.kind);
    if (options.migrate) await migrator.run();
    else await rejectPending(migrator);
    const replica = options.replicaUrl ? new ConnectionPool(options.replicaUrl, config.poolSize, config) : undefined;
    return {
      database: new Database(new ConnectionPool(options.url, config.poolSize, config), replica),
      schema: schemaOf(options.url),
      server,
    };
  } finally {
    await preparing.close();
  }
}

/** A database object that is never connected, to generate the OpenAPI document without a server. */
export function unopenedDatabase(config: PersistenceConfig): OpenDatabase {
  const server = {
    kind: 'mysql',
    version: '0',
    flushAtCommit: 1,
    syncBinlog: 1,
    binlog: false,
    readOnly: false,
    autoIncrement: 1,
  } as const;
  return {
    database: new Database(new ConnectionPool('mysql://nobody@127.0.0.1:1/none', 1, config)),
    schema: 'none',
    server,
  };
}

async function refuseUnfinishedRestore(database: Database, { url }: OpenOptions): Promise<void> {
  const [found] = await database.rows(
    'SELECT 1 AS found FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?',
    [RESTORE_MARKER],
  );
  if (!found) return;
  throw new UnusableDatabase([
    `The restore of a backup into ${schemaOf(url)} is not complete; run \`userkeep backup restore\` again.`,
  ]);
}

async function rejectPending(migrator: Migrator): Promise<void> {
  const pending = await migrator.pending();
  if (pending.length === 0) return;
  throw new UnusableDatabase([
    `Pending migrations: ${pending.length}. MIGRATE_ON_START is false, so run \`userkeep migrate run\` first.`,
  ]);
}

/** Checks that the server can be reached, and creates a missing schema. */
async function ensureSchema({ url, variable }: OpenOptions, ca: string | undefined): Promise<void> {
  const schema = schemaOf(url);
  if (!/^[A-Za-z0-9_$-]{1,60}$/.test(schema)) {
    throw new UnusableDatabase([
      `${variable} must end with the name of a schema, for example mysql://user@host:3306/userkeep.`,
    ]);
  }
  try {
    const connection = await createConnection({ ...addressOf(url, ca), connectTimeout: 5000 });
    try {
      const [found] = await connection.query('SELECT 1 FROM information_schema.schemata WHERE schema_name = ?', [
        schema,
      ]);
      if ((found as unknown[]).length === 0) {
        await connection.query(`CREATE DATABASE IF NOT EXISTS \`${schema}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
      }
    } finally {
      connection.destroy();
    }
  } catch (error) {
    throw new UnusableDatabase([unreachableSentence(error, variable, schema)]);
  }
}

/** Checks only the TLS settings of the replica, because it may be unavailable at start. */
function rejectInvalidTls(url: string, ca: string | undefined): void {
  try {
    addressOf(url, ca);
  } catch (error) {
    throw new UnusableDatabase([unreachableSentence(error, 'DATABASE_REPLICA_URL', schemaOf(url))]);
  }
}
