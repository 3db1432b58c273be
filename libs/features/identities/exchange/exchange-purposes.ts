/** The purpose of a flow: to sign in, or to link an identity to the signed-in account. */
export const PURPOSES = ['sign-in', 'link'] as const;
export type Purpose = (typeof PURPOSES)[number];
