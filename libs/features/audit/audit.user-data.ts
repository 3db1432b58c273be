import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import { tablesOf } from '@platform/user-data/tables-provider';

const retention: RetentionDeclaration = { since: 'created_at', days: 7, event: 'the event' };
const week = columnsKept(retention);

export const AUDIT_USER_DATA = tablesOf('audit.client-events', [
  {
    name: 'audit_client_event',
    holds: 'user-data',
    userColumns: ['subject_id', 'caller_id'],
    retention,
    columns: {
      caller_id: week.personal('user or API key that sent the event', 'plain'),
      client_id: week.technical('ID that the caller made, to detect a repeated event'),
      event_id: week.technical('ID of the stored event'),
      subject_id: week.personal('user whom the event concerns', 'plain'),
      content_hash: week.personal('to distinguish a repeated event from a different one', 'hashed'),
      created_at: week.technical('time of the event'),
    },
  },
  {
    name: 'audit_activity_type',
    holds: 'no-user-data',
    why: 'Contains the schemas of the events of the app, without values.',
  },
  { name: 'audit_log', holds: 'no-user-data', why: 'Contains the names of the trees over the events.' },
  { name: 'audit_checkpoint', holds: 'no-user-data', why: 'Contains signed hashes of the events.' },
  { name: 'audit_head', holds: 'no-user-data', why: 'Contains which checkpoint was sent where.' },
]);
