import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { SuppressionEntity } from './suppression.entity';
import { MANAGE_SUPPRESSIONS } from './suppression.permissions';

const { technical, personal } = columnsKept('until the suppression is lifted or the account is erased');

export const SUPPRESSION_USER_DATA = userDataOf('mail.suppression', [
  {
    name: 'mail_suppression',
    holds: 'user-data',
    readers: [MANAGE_SUPPRESSIONS],
    userColumns: ['user_id'],
    columns: {
      id: technical('ID of the suppression'),
      user_id: personal('user who had the address; null if no account had it', 'plain'),
      address_index: personal('to find the suppression of an address', 'blind-index'),
      index_key: technical('ID of the key of the index'),
      address_sealed: personal('address to which emails are not sent', 'sealed'),
      reason: personal('why: an email bounced, or the recipient reported one as spam', 'plain'),
      provider: technical('email provider that reported it'),
      diagnostic: technical('response of the mail server of the recipient, without addresses'),
      since: personal('time of the report', 'plain'),
    },
    rows: {
      entity: SuppressionEntity,
      kind: 'emailSuppression',
      omit: ['indexKey'],
      import: { never: 'Each installation learns from its own emails whether an address works.' },
      reassign: 'moved',
    },
  },
]);
