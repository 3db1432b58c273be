import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { PhoneEntity } from './phone.entity';

const { personal } = columnsKept('until the user removes it or the account is erased');

export const PHONE_USER_DATA = userDataOf('users.phone', [
  {
    name: 'users_phone',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      user_id: personal('owner of the phone number', 'plain'),
      number_sealed: personal('to send text messages to the user', 'sealed'),
      verified_at: personal('when the user proved to have the phone number', 'plain'),
    },
    rows: {
      entity: PhoneEntity,
      kind: 'phone',
      import: { never: 'A phone number counts only after it was verified in this installation.' },
      reassign: { stays: 'The other account has its own phone number.' },
    },
  },
]);
