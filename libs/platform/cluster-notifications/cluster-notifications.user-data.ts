import { tablesOf } from '@platform/user-data/tables-provider';

const kept = 'one hour, or up to a day while a node is unavailable';

/**
 * No row names its user in a separate column, so an erasure removes none. If a notification were removed before every
 * node had read it, a session of the erased user would stay active there.
 */
export const CLUSTER_NOTIFICATIONS_USER_DATA = tablesOf('cluster-notifications', [
  {
    name: 'platform_cluster_notification',
    holds: 'user-data',
    columns: {
      id: { personal: false, why: 'to recognise a repeated notification', kept },
      topic: { personal: false, why: 'topic of the notification', kept },
      subject: {
        personal: true,
        why: 'ID of the session, account or key that changed',
        kept,
        protection: 'plain',
      },
      sent_at: { personal: false, why: 'to find new notifications', kept },
    },
  },
  { name: 'platform_node', holds: 'no-user-data', why: 'running processes' },
]);
