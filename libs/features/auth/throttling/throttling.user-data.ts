import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { KnownNetworkEntity } from './attempt.entity';

const retention: RetentionDeclaration = {
  since: 'seen_at',
  days: 90,
  event: 'the last sign-in from the network',
  isAdjustable: true,
};
const network = columnsKept(retention);

export const THROTTLING_USER_DATA = userDataOf('auth.throttling', [
  {
    name: 'auth_known_network',
    holds: 'user-data',
    userColumns: ['user_id'],
    retention,
    columns: {
      user_id: network.personal('user who signed in from there', 'plain'),
      network_hash: network.personal("to keep other networks' failed attempts from locking the user out", 'hashed'),
      seen_at: network.personal('time of the last sign-in from there', 'plain'),
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
    retention: { since: 'ends_at', days: 0, event: 'the end of the window' },
  },
]);
