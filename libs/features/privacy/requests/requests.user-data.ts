import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { PrivacyRequestEntity } from './request.entity';

const { technical, personal } = columnsKept('until the account is erased');
const proof = columnsKept('for good, as proof that the request was answered');

export const PRIVACY_REQUESTS_USER_DATA = userDataOf('privacy.requests', [
  {
    name: 'privacy_request',
    holds: 'user-data',
    readers: ['privacy.manage-requests'],
    userColumns: [
      {
        column: 'user_id',
        keptAfterErasure: 'The ID says nothing without the account, and proves the answer.',
        isOwner: true,
      },
      { column: 'assignee_id', keptAfterErasure: 'The ID of a member of staff says nothing without the account.' },
    ],
    columns: {
      id: proof.technical('ID of the request'),
      user_id: proof.personal('user who made the request', 'plain'),
      kind: proof.technical('what the user asked for'),
      state: proof.technical('whether it was answered'),
      note_sealed: personal('notes of staff about the request', 'sealed'),
      assignee_id: proof.technical('ID of the member of staff who answers it'),
      due_at: proof.technical('deadline'),
      created_at: proof.technical('time of the request'),
      closed_at: proof.technical('time of the answer'),
      version: technical('to detect an outdated copy'),
    },
    rows: {
      entity: PrivacyRequestEntity,
      kind: 'request',
      omit: ['assigneeId'],
      import: { never: 'A request is answered by the installation that received it.' },
      reassign: { stays: 'A request belongs to the account that it was made for.' },
    },
  },
]);
