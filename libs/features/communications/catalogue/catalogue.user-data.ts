import { tablesOf } from '@platform/user-data/tables-provider';

export const CATALOGUE_USER_DATA = tablesOf('communications.catalogue', [
  { name: 'communications_topic', holds: 'no-user-data', why: 'Contains the topics of the app, with their names.' },
  { name: 'communications_type', holds: 'no-user-data', why: 'Contains the templates of notifications.' },
]);
