import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { SessionEntity } from './session.entity';

const retention: RetentionDeclaration = {
  since: 'expires_at',
  days: 90,
  event: 'the expiry of the session',
  isAdjustable: true,
};
const session = columnsKept(retention);

export const SESSIONS_USER_DATA = userDataOf('auth.sessions', [
  {
    name: 'auth_session',
    holds: 'user-data',
    readers: ['users.read'],
    userColumns: ['user_id'],
    retention,
    columns: {
      id: session.technical('ID of the session in tokens'),
      user_id: session.personal('owner of the session', 'plain'),
      transport: session.technical('transport of the refresh token'),
      generation: session.technical('number of rotations of the refresh token'),
      current_hash: session.personal('to recognise the refresh token', 'hashed'),
      previous_hash: session.personal('to recognise a repeated refresh', 'hashed'),
      rotated_at: session.personal('end of the grace period for repeated refreshes', 'plain'),
      created_at: session.personal('shown to the user', 'plain'),
      last_used_at: session.personal('shown to the user', 'plain'),
      expires_at: session.technical('expiry of an unused session'),
      stepped_up_at: session.technical('time of the last step-up authentication'),
      ended_at: session.technical('time at which the session ended'),
      end_reason: session.technical('to distinguish a reused token from a sign-out'),
      origin_sealed: session.personal('device and country, shown to the user', 'sealed'),
    },
    rows: {
      entity: SessionEntity,
      kind: 'session',
      json: ['originSealed'],
      import: { never: 'A session belongs to the installation that opened it.' },
      reassign: { stays: 'Sessions end with their account.' },
    },
  },
]);
