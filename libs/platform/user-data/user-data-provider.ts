import type { TableDeclaration } from './table-declaration';

/**
 * What every feature owes its users: it declares the tables it keeps, and can export and erase one user's share.
 * A keeper announces itself with `registry.register(this)` in its `onModuleInit`.
 */
export abstract class UserDataProvider {
  abstract readonly feature: string;
  abstract readonly tables: readonly TableDeclaration[];

  /** Keepers export and erase from the lowest to the highest. The user's key goes last: erasing may need to read. */
  readonly order: number = 0;

  /** Everything the feature keeps about this user, as plain JSON under names a person understands. */
  abstract export(userId: string): Promise<Record<string, unknown>>;

  /** Must be safe to repeat: an erasure that was interrupted is run again from its beginning. */
  abstract erase(userId: string): Promise<void>;
}

export const ERASE_LAST = 1_000;
