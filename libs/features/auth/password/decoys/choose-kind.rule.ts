/** How many stored passwords are checked in one way. */
export interface PasswordKind {
  readonly kind: string;
  readonly accounts: number;
  /** A hash of this kind that is nobody's; null for our own. */
  readonly specimen: string | null;
}

/**
 * The kinds lie side by side, each as wide as its share, always in the same order: when shares change a little, few
 * positions change their kind. `position` is between 0 and 1.
 */
export function kindAt(kinds: readonly PasswordKind[], position: number): PasswordKind | undefined {
  const inOrder = [...kinds].sort((a, b) => (a.kind < b.kind ? -1 : 1));
  const total = inOrder.reduce((sum, { accounts }) => sum + accounts, 0);
  let upTo = 0;
  return inOrder.find(({ accounts }) => position * total < (upTo += accounts));
}
