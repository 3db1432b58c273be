import { Database } from '@platform/persistence/database';

/** Injects the keys database where `Database` is the main one. The object behind it is a plain `Database`. */
export abstract class KeysDatabase extends Database {}
