import { columnsKept } from '@platform/user-data/columns-kept';
import { tablesOf } from '@platform/user-data/tables-provider';

const ticket = columnsKept('until it is used, or for some minutes after its 30 seconds');

export const LIVE_STREAM_USER_DATA = tablesOf('live-stream', [
  {
    name: 'platform_stream_ticket',
    holds: 'user-data',
    userColumns: ['user_id'],
    retention: { since: 'expires_at', days: 0, event: 'the expiry of the ticket' },
    columns: {
      token_hash: ticket.personal('to recognise the ticket', 'hashed'),
      user_id: ticket.personal('user who requested the ticket', 'plain'),
      session_id: ticket.personal('session that requested it; ending the session invalidates it', 'plain'),
      expires_at: ticket.technical('time of expiry'),
    },
  },
]);
