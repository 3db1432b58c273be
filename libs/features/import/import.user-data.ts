import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import { tablesOf } from '@platform/user-data/tables-provider';

const retention: RetentionDeclaration = {
  since: 'refused_at',
  days: 30,
  event: 'the import',
  isAdjustable: true,
};
const refusal = columnsKept(retention);

export const IMPORT_USER_DATA = tablesOf('import', [
  {
    name: 'import_refusal',
    holds: 'user-data',
    retention,
    columns: {
      fingerprint: refusal.technical('fingerprint of the import file'),
      record: refusal.technical('position in the file'),
      line: refusal.technical('position in the file'),
      reason: refusal.technical('reason for the rejection'),
      details_sealed: refusal.personal('email address, so that the operator can correct the record', 'sealed'),
      refused_at: refusal.technical('time of the import'),
    },
  },
  { name: 'import_file', holds: 'no-user-data', why: 'number of imported records of each file' },
]);
