import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { addressOf } from '@platform/persistence/connection-pool';
import { openDatabase, type OpenDatabase } from '@platform/persistence/open/open-database';
import { PersistenceConfig } from '@platform/persistence/persistence.config';

export interface TestDatabases {
  readonly main: OpenDatabase;
  readonly keys: OpenDatabase;
  /** For a second node or another process. */
  readonly mainUrl: string;
  readonly keysUrl: string;
  drop(): Promise<void>;
}

/** Two fresh, migrated schemas on the test server, for one spec file. Import the modules whose tables you need first. */
export async function createTestDatabases(): Promise<TestDatabases> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const [mainUrl, keysUrl] = [urlOf(name), urlOf(`${name}_keys`)];
  const config = Object.assign(new PersistenceConfig(), { poolSize: 10 });
  const main = await openDatabase(config, {
    url: mainUrl,
    variable: 'DATABASE_URL',
    role: 'main',
    production: false,
    migrate: true,
  });
  const keys = await openDatabase(config, {
    url: keysUrl,
    variable: 'KEYS_DATABASE_URL',
    role: 'keys',
    production: false,
    migrate: true,
  });
  return {
    main,
    keys,
    mainUrl,
    keysUrl,
    async drop() {
      await Promise.all([main.database.close(), keys.database.close()]);
      await dropSchemas([name, `${name}_keys`]);
    },
  };
}

export function urlOf(schema: string): string {
  const server = process.env.TEST_DATABASE_URL;
  if (!server) throw new Error('TEST_DATABASE_URL is not set; run the tests with `npm test`.');
  const url = new URL(server);
  url.pathname = `/${schema}`;
  return url.toString();
}

export async function dropSchemas(schemas: readonly string[]): Promise<void> {
  for (const schema of schemas) await onServer(`DROP DATABASE IF EXISTS \`${schema}\``);
}

/** Changes a setting of the whole test server; the caller must restore it. */
export async function setGlobal(assignment: string): Promise<void> {
  await onServer(`SET GLOBAL ${assignment}`);
}

async function onServer(sql: string): Promise<void> {
  const connection = await createConnection(addressOf(urlOf('')));
  await connection.query(sql);
  await connection.end();
}
