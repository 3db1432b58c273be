import type { TableDeclaration } from './table-declaration';
import type { ImportedItem, UserDataItem } from './user-data-item';

/**
 * What every feature owes its users: it declares the tables it keeps, and can export, import, erase and reassign what
 * belongs to one user. A feature registers one provider or several with `UserDataRegistry.register`.
 */
export abstract class UserDataProvider {
  /** Unique among all providers, and the name under which an export lists its items: `auth.sessions`. */
  abstract readonly name: string;
  abstract readonly tables: readonly TableDeclaration[];

  /** Providers are walked from the lowest to the highest. The user's key goes last: erasing may need to read. */
  readonly order: number = 0;

  /** Everything the feature keeps about this user, one item at a time: a user may have 100,000 of them. */
  abstract export(userId: string): AsyncIterable<UserDataItem>;

  /** Adds one item of an export, perhaps of another installation, to what this user has. */
  abstract import(userId: string, item: UserDataItem): Promise<ImportedItem>;

  /** Must be idempotent, because an interrupted erasure is run again from the beginning. */
  abstract erase(userId: string): Promise<void>;

  /**
   * Gives what can be kept to another account, resealed with that account's key. What only one account can have stays
   * with `from` when `to` has one already; the erasure of `from` removes it. Must be safe to repeat.
   */
  abstract reassign(from: string, to: string): Promise<void>;
}

export const ERASE_LAST = 1_000;
