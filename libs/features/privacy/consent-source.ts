/** Where the user gave or withdrew a consent. */
export const CONSENT_SOURCES = ['registration', 'sign_in', 'settings', 'import'] as const;
export type ConsentSource = (typeof CONSENT_SOURCES)[number];
