import type { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';

/** What the vault needs of the signals between nodes. */
export type KeyNotifications = Pick<ClusterNotifications, 'on' | 'send' | 'settled' | 'isCurrent'>;

export const KEYRING_CHANGED = 'vault.keyring';
export const USER_KEY_DESTROYED = 'vault.user-key-destroyed';
