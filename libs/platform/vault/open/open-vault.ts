import type { RuntimeConfig } from '@platform/config/runtime.config';
import { openDatabase, unopenedDatabase, type OpenDatabase } from '@platform/persistence/open/open-database';
import type { PersistenceConfig } from '@platform/persistence/persistence.config';
import { RingKeyRepository } from '../keyring/ring-key.repository';
import { RingLoader } from '../keyring/ring-loader';
import { MasterKeys } from '../master-keys/master-keys';
import { openMasterKeys } from './open-master-keys';
import type { VaultConfig } from '../vault.config';
import '../vault.migration';

/** The keys database, and the master keys after a check that they decrypt it. */
export interface OpenVault extends OpenDatabase {
  readonly masterKeys: MasterKeys;
}

export interface VaultConfigs {
  readonly vault: VaultConfig;
  readonly persistence: PersistenceConfig;
  readonly runtime: RuntimeConfig;
}

/**
 * Must be called before Nest starts. Throws `ConfigurationFaults` or `UnusableDatabase` if the master keys cannot
 * decrypt the keys database. Creates the first keys in an empty one.
 */
export async function openVault(
  configs: VaultConfigs,
  migrate = configs.persistence.migrateOnStart,
): Promise<OpenVault> {
  const masterKeys = await openMasterKeys(configs.vault, configs.runtime);
  const open = await openKeysDatabase(configs, migrate);
  try {
    await new RingLoader(new RingKeyRepository(open.database), masterKeys).createMissing();
    return { ...open, masterKeys };
  } catch (error) {
    await open.database.close();
    throw error;
  }
}

/** Opens only the database, for example to migrate it. */
export async function openKeysDatabase(
  { vault, persistence, runtime }: VaultConfigs,
  migrate = persistence.migrateOnStart,
): Promise<OpenDatabase> {
  return openDatabase(persistence, {
    url: vault.keysUrlBeside(persistence.databaseUrl),
    variable: 'KEYS_DATABASE_URL',
    role: 'keys',
    production: runtime.production,
    migrate,
  });
}

/** A vault that is never opened, to generate the OpenAPI document without a server. */
export function unopenedVault(persistence: PersistenceConfig): OpenVault {
  return { ...unopenedDatabase(persistence), masterKeys: new MasterKeys([], 'MASTER_KEYS') };
}
