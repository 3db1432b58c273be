import { tablesOf } from '@platform/user-data/tables-provider';

export const HTTP_USER_DATA = tablesOf('http', [
  {
    name: 'platform_idempotency',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      request_hash: { personal: false, why: 'to find the first request with the same key', kept: '24 hours' },
      body_hash: { personal: false, why: 'to distinguish a repeated request from a different one', kept: '24 hours' },
      user_id: { personal: true, why: 'user who sent the request', kept: '24 hours', protection: 'plain' },
      fence: { personal: false, why: 'to let only one node process a request', kept: '24 hours' },
      running_until: { personal: false, why: 'to detect a crashed node', kept: '24 hours' },
      answer: {
        personal: true,
        why: 'first response, returned again to a retry',
        kept: '24 hours',
        protection: 'sealed',
      },
      created_at: { personal: false, why: 'start of the 24 hours', kept: '24 hours' },
    },
  },
]);
