import { defineTag } from '@platform/http/docs/tags';

export const SIGN_IN = defineTag(
  10,
  'Sign-in',
  'Create an account, sign in with a password, a mail, a passkey or another provider, refresh tokens, sign out.',
);
export const SIGN_IN_METHODS = defineTag(
  40,
  'Sign-in methods',
  'The password, passkeys, second factor and linked identities of the signed-in user, and step-up authentication.',
);
export const SESSIONS = defineTag(50, 'Sessions', 'Where the signed-in user is signed in, and how to end it.');
export const API_KEYS = defineTag(60, 'API keys', 'Keys that act for the signed-in user within their scopes.');
export const TOKENS = defineTag(
  80,
  'Tokens for backends',
  'The keys that verify access tokens, and whether a token is valid now.',
);
