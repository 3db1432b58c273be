import type { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';

/** The part of `ClusterNotifications` that the vault uses. */
export type KeyNotifications = Pick<ClusterNotifications, 'on' | 'send' | 'settled' | 'isCurrent'>;

export const KEYRING_CHANGED = 'vault.keyring';
export const USER_KEY_DESTROYED = 'vault.user-key-destroyed';
