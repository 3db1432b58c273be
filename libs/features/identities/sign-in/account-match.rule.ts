/** What is known here of a proven identity. */
export interface Known {
  /** The account that signs in with it. */
  readonly linkedTo: string | undefined;
  /** The account with the address the provider stands for; never asked for by any other address. */
  readonly holder: { readonly userId: string; readonly isVerified: boolean } | undefined;
  readonly isRegistrationOpen: boolean;
}

export type AccountMatch =
  /** Whoever signed in with it before, whatever the addresses are by now. */
  | { readonly as: 'known'; readonly userId: string }
  /** The owner of an account who has proven the same address to us and to the provider. */
  | { readonly as: 'owner'; readonly userId: string }
  /** The owner of an address that somebody, who may be another, has put on an account without proving it. */
  | { readonly as: 'rightful-owner'; readonly userId: string }
  | { readonly as: 'newcomer' }
  | { readonly as: 'stranger' };

/** Whose account a proven identity opens. */
export function matchAccount({ linkedTo, holder, isRegistrationOpen }: Known): AccountMatch {
  if (linkedTo !== undefined) return { as: 'known', userId: linkedTo };
  if (holder) return { as: holder.isVerified ? 'owner' : 'rightful-owner', userId: holder.userId };
  return { as: isRegistrationOpen ? 'newcomer' : 'stranger' };
}

export function isSameMatch(one: AccountMatch, other: AccountMatch): boolean {
  return one.as === other.as && userOf(one) === userOf(other);
}

function userOf(match: AccountMatch): string | undefined {
  return 'userId' in match ? match.userId : undefined;
}
