/** A closed account is about to be erased: it cannot sign in, and other users cannot see it. */
export const ACCOUNT_STATES = ['active', 'suspended', 'closed'] as const;
export type AccountState = (typeof ACCOUNT_STATES)[number];
