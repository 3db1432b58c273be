import { PERSISTENCE_TABLES } from './persistence-tables';
import { tablesOf } from './tables-provider';

export const PERSISTENCE_USER_DATA = tablesOf('persistence', PERSISTENCE_TABLES);
