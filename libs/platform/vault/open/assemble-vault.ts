import { BlindIndex } from '../blind-index';
import type { KeyNotifications } from '../keyring/key-notifications';
import { Keyring } from '../keyring/keyring';
import { ReWrap } from '../re-wrap/re-wrap';
import { RingKeyRepository } from '../keyring/ring-key.repository';
import { RingLoader } from '../keyring/ring-loader';
import type { OpenVault } from './open-vault';
import { UserBoxes } from '../user-keys/user-boxes';
import { UserKeyRepository } from '../user-keys/user-key.repository';
import { Vault } from '../vault';
import { VaultConfig } from '../vault.config';

export interface AssembledVault {
  readonly vault: Vault;
  readonly keyring: Keyring;
  readonly blindIndex: BlindIndex;
  readonly reWrap: ReWrap;
  /** Stops the timer. The database stays open. */
  stop(): void;
}

/** Creates the vault of one node without Nest, for tests that need several nodes in one process. */
export async function assembleVault(
  { database, masterKeys }: Pick<OpenVault, 'database' | 'masterKeys'>,
  cluster: KeyNotifications,
  config = new VaultConfig(),
): Promise<AssembledVault> {
  const ringKeys = new RingKeyRepository(database);
  const userKeys = new UserKeyRepository(database);
  const keyring = new Keyring(ringKeys, new RingLoader(ringKeys, masterKeys), cluster);
  const vault = new Vault(userKeys, new UserBoxes(userKeys, keyring, config), keyring, cluster);
  vault.onModuleInit();
  await keyring.onModuleInit();
  return {
    vault,
    keyring,
    blindIndex: new BlindIndex(keyring),
    reWrap: new ReWrap(keyring, userKeys),
    stop: () => keyring.onModuleDestroy(),
  };
}
