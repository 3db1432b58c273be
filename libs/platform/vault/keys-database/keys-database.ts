import { Database } from '@platform/persistence/database';

/** The injection token of the keys database; `Database` is the main one. The object is a `Database`. */
export abstract class KeysDatabase extends Database {}
