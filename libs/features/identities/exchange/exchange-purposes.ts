/** What a provider was asked for: to sign in, or to link another identity to the account that is signed in. */
export const PURPOSES = ['sign-in', 'link'] as const;
export type Purpose = (typeof PURPOSES)[number];
