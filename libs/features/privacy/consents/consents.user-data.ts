import { columnsKept } from '@platform/user-data/columns-kept';
import { userDataOf } from '@platform/user-rows/rows-provider';
import { ConsentEntity } from './consent.entity';

const { technical, personal } = columnsKept('until the account is erased');

export const CONSENTS_USER_DATA = userDataOf('privacy.consents', [
  {
    name: 'privacy_consent',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      id: technical('ID of the decision'),
      user_id: personal('user who decided', 'plain'),
      purpose: personal('what the consent is for', 'plain'),
      version: personal('version of the text', 'plain'),
      locale: personal('language of the text', 'plain'),
      text_hash: technical('hash of the text, which is public'),
      given: personal('whether the consent was given or withdrawn', 'plain'),
      source: technical('where the user decided'),
      created_at: personal('proof of the time', 'plain'),
    },
    rows: {
      entity: ConsentEntity,
      kind: 'consent',
      import: { never: 'A consent was given to the operator of the other installation.' },
      reassign: { stays: 'A consent belongs to the person who gave it with this account.' },
    },
  },
  {
    name: 'privacy_consent_text',
    holds: 'no-user-data',
    why: 'Contains the texts that users accept.',
  },
]);
