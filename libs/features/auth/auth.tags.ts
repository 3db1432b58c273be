import { defineTag } from '@platform/http/docs/tags';

export const SIGN_IN = defineTag(
  10,
  'Sign-in',
  'Create an account, sign in with a password, an email, a passkey or a sign-in provider, refresh tokens and sign out.',
);
export const SIGN_IN_METHODS = defineTag(
  40,
  'Sign-in methods',
  'The password, passkeys, second factor and linked identities of the signed-in user, and step-up authentication.',
);
export const SESSIONS = defineTag(50, 'Sessions', 'List and end the sessions of the signed-in user.');
export const API_KEYS = defineTag(
  60,
  'API keys',
  'API keys that act on behalf of the signed-in user within their scopes.',
);
export const TOKENS = defineTag(
  80,
  'Tokens for backends',
  'The public keys that verify access tokens, and token introspection.',
);
