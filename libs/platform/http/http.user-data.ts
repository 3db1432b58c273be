import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import { tablesOf } from '@platform/user-data/tables-provider';

const retention: RetentionDeclaration = { since: 'created_at', days: 1, event: 'the first request' };
const { technical, personal } = columnsKept(retention);

export const HTTP_USER_DATA = tablesOf('http', [
  {
    name: 'platform_idempotency',
    holds: 'user-data',
    userColumns: ['user_id', 'subject_id'],
    retention,
    columns: {
      request_hash: technical('to find the first request with the same key'),
      body_hash: technical('to distinguish a repeated request from a different one'),
      user_id: personal('user who sent the request', 'plain'),
      subject_id: personal('user whom the response is about', 'plain'),
      fence: technical('to let only one node process a request'),
      running_until: technical('to detect a crashed node'),
      answer: personal('first response, returned again to a retry', 'sealed'),
      created_at: technical('time of the first request'),
    },
  },
]);
