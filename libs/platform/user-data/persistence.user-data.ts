import { PERSISTENCE_TABLES } from './persistence-tables';
import { userDataOf } from './rows-provider';

export const PERSISTENCE_USER_DATA = userDataOf('persistence', PERSISTENCE_TABLES);
