import type { UserId } from '@platform/ids/ids';

/** The accounts that match a verified identity. */
export interface KnownAccounts {
  /** The account that signs in with it. */
  readonly linkedTo: UserId | undefined;
  /** The account with the address that the provider has verified. */
  readonly holder: { readonly userId: UserId; readonly isVerified: boolean } | undefined;
  readonly isRegistrationOpen: boolean;
}

export type AccountMatch =
  /** The user who linked the identity, even if the addresses have changed. */
  | { readonly as: 'linked'; readonly userId: UserId }
  /** The owner of an account with the same address, verified both here and by the provider. */
  | { readonly as: 'owner'; readonly userId: UserId }
  /** The verified owner of an address that is unverified on an account, which another person may have created. */
  | { readonly as: 'verified-owner'; readonly userId: UserId }
  | { readonly as: 'new-user' }
  | { readonly as: 'registration-closed' };

/** The account that a verified identity signs in to. */
export function matchAccount({ linkedTo, holder, isRegistrationOpen }: KnownAccounts): AccountMatch {
  if (linkedTo !== undefined) return { as: 'linked', userId: linkedTo };
  if (holder) return { as: holder.isVerified ? 'owner' : 'verified-owner', userId: holder.userId };
  return { as: isRegistrationOpen ? 'new-user' : 'registration-closed' };
}

export function isSameMatch(one: AccountMatch, other: AccountMatch): boolean {
  return one.as === other.as && userOf(one) === userOf(other);
}

function userOf(match: AccountMatch): UserId | undefined {
  return 'userId' in match ? match.userId : undefined;
}
