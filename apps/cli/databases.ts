import { RuntimeConfig } from '@platform/config/runtime.config';
import { openDatabase, type OpenDatabase } from '@platform/persistence/open/open-database';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import { VaultConfig } from '@platform/vault/vault.config';
import type { VaultConfigs } from '@platform/vault/open/open-vault';

export function configurations(): VaultConfigs {
  return { vault: new VaultConfig(), persistence: new PersistenceConfig(), runtime: new RuntimeConfig() };
}

export async function openMainDatabase(
  { persistence, runtime }: VaultConfigs,
  migrate = persistence.migrateOnStart,
): Promise<OpenDatabase> {
  return openDatabase(persistence, {
    url: persistence.databaseUrl,
    variable: 'DATABASE_URL',
    role: 'main',
    production: runtime.production,
    migrate,
    replicaUrl: persistence.replicaUrl,
  });
}
