import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { KnownNetworkEntity } from './attempt.entity';

const network = columnsKept('90 days');

export const THROTTLING_USER_DATA = userDataOf('auth.throttling', [
  {
    name: 'auth_known_network',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      user_id: network.personal('user who signed in from there', 'plain'),
      network_hash: network.personal("to keep other networks' failed attempts from locking the user out", 'hashed'),
      seen_at: network.personal('start of the 90 days', 'plain'),
    },
    rows: {
      entity: KnownNetworkEntity,
      kind: 'knownNetwork',
      import: { never: 'Networks are stored under keys of this installation.' },
      reassign: 'moved',
    },
  },
  {
    name: 'auth_attempt',
    holds: 'no-user-data',
    why: 'counts failed attempts under keyed hashes that identify no user, for at most a day',
  },
]);
