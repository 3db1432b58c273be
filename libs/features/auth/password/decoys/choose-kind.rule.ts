/** A kind of password hash and the number of accounts that have it. */
export interface PasswordKind {
  readonly kind: string;
  readonly accounts: number;
  /** A dummy hash of this kind; null for the native kind. */
  readonly specimen: string | null;
}

/**
 * The kinds divide the range from 0 to 1 in proportion to their number of accounts, in a fixed order, so that few
 * positions change their kind when the numbers change. `position` is between 0 and 1.
 */
export function kindAt(kinds: readonly PasswordKind[], position: number): PasswordKind | undefined {
  const inOrder = [...kinds].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const total = inOrder.reduce((sum, { accounts }) => sum + accounts, 0);
  let upTo = 0;
  return inOrder.find(({ accounts }) => position * total < (upTo += accounts));
}
