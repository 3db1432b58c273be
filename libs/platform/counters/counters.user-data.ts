import { tablesOf } from '@platform/user-data/tables-provider';

export const COUNTERS_USER_DATA = tablesOf('counters', [
  {
    name: 'platform_counter',
    holds: 'no-user-data',
    why: 'hashes of rate limit keys (network, account, route) and their counts, until the window of the limit has passed',
    retention: { since: 'ends_at', days: 0, event: 'the end of the window' },
  },
]);
