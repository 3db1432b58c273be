import type { TableDeclaration } from './table-declaration';

/**
 * The user-data contract of a feature: it declares its tables, and exports and erases the data of one user. A provider
 * registers itself with `registry.register(this)` in `onModuleInit`.
 */
export abstract class UserDataKeeper {
  abstract readonly feature: string;
  abstract readonly tables: readonly TableDeclaration[];

  /**
   * Providers run from the lowest to the highest. The user's key is erased last, because erasing may require
   * decryption.
   */
  readonly order: number = 0;

  /** All data that the feature stores about this user, as JSON with understandable names. */
  abstract export(userId: string): Promise<Record<string, unknown>>;

  /** Must be idempotent, because an interrupted erasure is run again from the beginning. */
  abstract erase(userId: string): Promise<void>;
}

export const ERASE_LAST = 1_000;
