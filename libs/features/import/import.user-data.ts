import { columnsKept } from '@platform/user-data/columns-kept';
import { tablesOf } from '@platform/user-data/tables-provider';

const refusal = columnsKept('30 days');

export const IMPORT_USER_DATA = tablesOf('import', [
  {
    name: 'import_refusal',
    holds: 'user-data',
    columns: {
      fingerprint: refusal.technical('fingerprint of the import file'),
      record: refusal.technical('position in the file'),
      line: refusal.technical('position in the file'),
      reason: refusal.technical('reason for the rejection'),
      details_sealed: refusal.personal('email address, so that the operator can correct the record', 'sealed'),
      refused_at: refusal.technical('start of the 30 days'),
    },
  },
  { name: 'import_file', holds: 'no-user-data', why: 'number of imported records of each file' },
]);
