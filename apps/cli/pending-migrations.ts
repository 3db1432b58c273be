import { ConnectionPool, schemaOf } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { migrationsOf, type DatabaseRole } from '@platform/persistence/migrations/migration';
import { Migrator } from '@platform/persistence/migrations/migrator';
import { UnusableDatabase } from '@platform/persistence/open/open-database';
import { unreachableSentence } from '@platform/persistence/unreachable.rule';
import { askServer } from '@platform/persistence/server';
import type { VaultConfigs } from '@platform/vault/open/open-vault';

const UNKNOWN_SCHEMA = 1049;

/** The migrations that `migrate run` would run. */
export async function pendingMigrations(configs: VaultConfigs, role: DatabaseRole): Promise<readonly string[]> {
  const { databaseUrl } = configs.persistence;
  const url = role === 'main' ? databaseUrl : configs.vault.keysUrlBeside(databaseUrl);
  const settings = { acquireMs: 10_000, statementMs: 10_000, ca: configs.persistence.ca };
  let database: Database | undefined;
  try {
    database = new Database(new ConnectionPool(url, 1, settings));
    const server = await askServer(database);
    return await new Migrator(database, role, server.kind).pending();
  } catch (error) {
    if ((error as { errno?: number }).errno === UNKNOWN_SCHEMA)
      return migrationsOf(role).map((migration) => migration.name);
    const variable = role === 'main' ? 'DATABASE_URL' : 'KEYS_DATABASE_URL';
    throw new UnusableDatabase([unreachableSentence(error, variable, schemaOf(url))]);
  } finally {
    await database?.close();
  }
}
