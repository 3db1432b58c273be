import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { isKnownOrigins } from './known-origin.rule';
import { KnownOriginEntity } from './known-origin.entity';

const origin = columnsKept('until the account is erased; each device and country for 180 days after its last sign-in');

export const SECURITY_NOTICES_USER_DATA = userDataOf('auth.security-notices', [
  {
    name: 'auth_known_origin',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      user_id: origin.personal('user who signed in from there', 'plain'),
      seen_sealed: origin.personal('to notify the user of a sign-in from a new device or country', 'sealed'),
    },
    rows: {
      entity: KnownOriginEntity,
      kind: 'knownOrigins',
      json: ['seenSealed'],
      import: async ({ seen }) => (isKnownOrigins(seen) ? { data: { seen }, leftOut: [] } : { data: {}, leftOut: [] }),
      reassign: 'moved',
    },
  },
]);
