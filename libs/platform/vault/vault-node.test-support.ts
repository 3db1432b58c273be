import { ClusterNotificationRepository } from '@platform/cluster-notifications/cluster-notification.repository';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { ClusterNotificationsConfig } from '@platform/cluster-notifications/cluster-notifications.config';
import type { TestDatabases } from '@test/support/test-database';
import { assembleVault, type AssembledVault } from './open/assemble-vault';
import { generateMasterKey, MasterKeys } from './master-keys/master-keys';
import { VaultConfig } from './vault.config';
import './vault.migration';

export interface VaultNode extends AssembledVault {
  readonly cluster: ClusterNotifications;
  leave(): Promise<void>;
}

/** One of several nodes on the same databases, with real notifications between them. */
export async function startVaultNode(
  { main, keys }: TestDatabases,
  masterKeys: MasterKeys,
  settings: Partial<VaultConfig> = {},
): Promise<VaultNode> {
  const { database } = main;
  const config = Object.assign(new ClusterNotificationsConfig(), { pollMs: 10 });
  const cluster = new ClusterNotifications(new ClusterNotificationRepository(database), database.transactions, config);
  await cluster.onModuleInit();
  const parts = await assembleVault(
    { database: keys.database, masterKeys },
    cluster,
    Object.assign(new VaultConfig(), settings),
  );
  return {
    ...parts,
    cluster,
    async leave() {
      parts.stop();
      await cluster.beforeApplicationShutdown();
    },
  };
}

export function testMasterKeys(...ids: readonly string[]): MasterKeys {
  const keys = (ids.length > 0 ? ids : ['test']).map((id) => ({ ...generateMasterKey(), id }));
  return new MasterKeys(keys, 'MASTER_KEYS');
}
