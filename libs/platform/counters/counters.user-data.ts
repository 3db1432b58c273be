import { userDataOf } from '@platform/user-data/rows-provider';

export const COUNTERS_USER_DATA = userDataOf('counters', [
  {
    name: 'platform_counter',
    holds: 'no-user-data',
    why: 'hashes of rate limit keys (network, account, route) and their counts, until the window of the limit has passed',
  },
]);
