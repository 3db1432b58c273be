import { columnsKept } from '@platform/user-data/columns-kept';
import { tablesOf } from '@platform/user-data/tables-provider';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { ErasureEntity } from './erasures/erasure.entity';

const STAFF = 'The ID of a member of staff says nothing without the account.';
const LEDGER = 'The ID finds the user in a restored backup, and says nothing about a person without the account.';
const request = columnsKept('as proof of the erasure; the reason until the account is erased');
const hold = columnsKept('until the hold is removed');
const ledger = columnsKept('as long as backups of the data may exist');

export const ERASURES_USER_DATA = userDataOf('privacy.erasures', [
  {
    name: 'privacy_erasure',
    holds: 'user-data',
    userColumns: [
      { column: 'user_id', keptAfterErasure: LEDGER, isOwner: true },
      { column: 'requested_by', keptAfterErasure: STAFF },
      { column: 'approved_by', keptAfterErasure: STAFF },
    ],
    columns: {
      id: request.technical('ID of the request'),
      user_id: request.personal('user whose account is deleted', 'plain'),
      state: request.technical('progress of the request'),
      requested_by_kind: request.technical('whether the user, an administrator or an app requested it'),
      requested_by: request.technical('ID of the user or API key that requested it'),
      reason_sealed: request.personal('reason that the administrator gave', 'sealed'),
      requested_at: request.technical('time of the request'),
      is_immediate: request.technical('whether there is no grace period'),
      erasure_at: request.technical('end of the grace period'),
      account_state: request.technical('state of the account before it was closed'),
      approved_by: request.technical('ID of the administrator who approved it'),
      counts: request.technical('numbers of rows and files that the erasure found'),
      begun_at: request.technical('time at which the erasure began'),
      ended_at: request.technical('time at which it was erased or cancelled'),
    },
    rows: {
      entity: ErasureEntity,
      kind: 'deletion',
      omit: ['requestedBy', 'approvedBy', 'counts'],
      import: { never: 'A deletion concerns the account of this installation.' },
      reassign: { stays: 'A deletion belongs to the account that is deleted.' },
    },
  },
]);

export const LEGAL_HOLDS_USER_DATA = tablesOf('privacy.legal-holds', [
  {
    name: 'privacy_legal_hold',
    holds: 'user-data',
    userColumns: ['user_id', { column: 'held_by', keptAfterErasure: STAFF }],
    columns: {
      id: hold.technical('ID of the hold'),
      user_id: hold.personal('user whose data must not be erased', 'plain'),
      reason_sealed: hold.personal('reason, shown to staff only', 'sealed'),
      held_by: hold.technical('ID of the user or API key that placed the hold'),
      held_since: hold.technical('start of the hold'),
    },
  },
]);

export const LEDGER_USER_DATA = tablesOf('privacy.erasure-ledger', [
  {
    name: 'privacy_erasure_ledger',
    database: 'keys',
    holds: 'user-data',
    userColumns: [{ column: 'user_id', keptAfterErasure: LEDGER }],
    columns: {
      user_id: ledger.personal('erased user', 'plain'),
      erasure_id: ledger.technical('ID of the request'),
      erased_at: ledger.technical('time of the erasure'),
      certificate: ledger.technical('signed certificate with numbers of removed rows and files'),
    },
  },
]);
