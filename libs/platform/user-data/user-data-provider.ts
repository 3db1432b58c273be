import type { UserId } from '@platform/ids/ids';
import type { TableDeclaration } from './table-declaration';
import type { ErasurePolicy } from './erasure-policy';
import type { ImportedItem, ImportSource, UserDataItem } from './user-data-item';

/**
 * The user-data contract: a feature declares its tables, and exports, imports, erases and reassigns the data of one
 * user. A feature registers one provider or several with `UserDataRegistry.register`.
 */
export abstract class UserDataProvider {
  /** Unique among all providers, and the name under which an export lists its items, for example `auth.sessions`. */
  abstract readonly name: string;
  abstract readonly tables: readonly TableDeclaration[];

  /**
   * Providers run from the lowest to the highest. The user's key is destroyed first, so an erasure that is interrupted
   * leaves nothing readable that was sealed. Therefore `erase` cannot open sealed values.
   */
  readonly order: number = 0;

  /** What the operator can choose for the user's public content with `ERASURE_POLICIES`. */
  readonly erasurePolicies: readonly ErasurePolicy[] = ['delete'];

  /** Returns all data of this user, one item at a time, because a user may have 100,000 of them. */
  abstract export(userId: UserId): AsyncIterable<UserDataItem>;

  /** Adds one item to the data of this user, after the same checks as a request. */
  abstract import(userId: UserId, item: UserDataItem, source: ImportSource): Promise<ImportedItem>;

  /** Must be idempotent, because an interrupted erasure is run again from the beginning. */
  abstract erase(userId: UserId, policy?: ErasurePolicy): Promise<void>;

  /** The number of files that `erase` removes, for the certificate of the erasure. */
  async countFiles(_userId: UserId): Promise<number> {
    return 0;
  }

  /**
   * Moves data to another account and seals it with that account's key. Data that an account can have only once stays
   * with `from` if `to` has it already; the erasure of `from` removes it. Must be safe to repeat.
   */
  abstract reassign(from: UserId, to: UserId): Promise<void>;
}

export const ERASE_FIRST = -1_000;
