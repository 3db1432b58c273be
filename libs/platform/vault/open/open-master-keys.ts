import type { RuntimeConfig } from '@platform/config/runtime.config';
import type { VaultConfig } from '../vault.config';
import { generatedMasterKeys, previousMasterKeys } from '../master-keys/generated-master-key';
import { MasterKeys } from '../master-keys/master-keys';

/** Returns the keys in MASTER_KEYS, or a generated key if it is not set outside production. */
export async function openMasterKeys(config: VaultConfig, runtime: RuntimeConfig): Promise<MasterKeys> {
  if (config.masterKeys) return new MasterKeys(config.masterKeys, 'MASTER_KEYS');
  return generatedMasterKeys(runtime.dataDir);
}

/** The same, without generating a key. */
export async function existingMasterKeys(config: VaultConfig, runtime: RuntimeConfig): Promise<MasterKeys> {
  if (config.masterKeys) return new MasterKeys(config.masterKeys, 'MASTER_KEYS');
  return previousMasterKeys(runtime.dataDir);
}
