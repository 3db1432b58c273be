import { ConfigurationFaults, loadConfiguration } from '@platform/config/config';
import { RuntimeConfig } from '@platform/config/runtime.config';
import {
  openDatabase,
  unopenedDatabase,
  UnusableDatabase,
  type OpenDatabase,
} from '@platform/persistence/open/open-database';
import { MigrationRefused } from '@platform/persistence/migrations/migrator';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import { openVault, unopenedVault, type OpenVault } from '@platform/vault/open/open-vault';
import { VaultConfig } from '@platform/vault/vault.config';

/** What Nest needs at start: a valid configuration, two migrated databases and decrypted keys. */
export interface OpenPlatform {
  readonly main: OpenDatabase;
  readonly vault: OpenVault;
}

export async function openPlatform(env: NodeJS.ProcessEnv): Promise<OpenPlatform> {
  loadConfiguration(env);
  const configs = { persistence: new PersistenceConfig(), runtime: new RuntimeConfig(), vault: new VaultConfig() };
  const main = await openDatabase(configs.persistence, {
    url: configs.persistence.databaseUrl,
    variable: 'DATABASE_URL',
    role: 'main',
    production: configs.runtime.production,
    migrate: configs.persistence.migrateOnStart,
    replicaUrl: configs.persistence.replicaUrl,
  });
  try {
    return { main, vault: await openVault(configs) };
  } catch (error) {
    await main.database.close();
    throw error;
  }
}

/** Opens the platform without connections, to generate the OpenAPI document. */
export function describePlatform(env: NodeJS.ProcessEnv): OpenPlatform {
  loadConfiguration(env);
  const persistence = new PersistenceConfig();
  return { main: unopenedDatabase(persistence), vault: unopenedVault(persistence) };
}

/** Explains to the operator why the start failed; undefined for unexpected errors. */
export function refusalOf(error: unknown): readonly string[] | undefined {
  if (error instanceof ConfigurationFaults) return error.faults;
  if (error instanceof UnusableDatabase) return error.reasons;
  if (error instanceof MigrationRefused) return [error.message];
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') return [`Port ${port} is in use; set PORT to another one.`];
  if (code === 'EACCES' && port) return [`Port ${port} cannot be opened by this user; set PORT to one above 1023.`];
  return undefined;
}
