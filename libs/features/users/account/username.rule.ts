/** What a username may be typed as, for the OpenAPI document. */
export const USERNAME_SCHEMA = {
  minLength: 3,
  maxLength: 30,
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,28}[A-Za-z0-9]$',
};
const FORM = /^[a-z0-9](?:[a-z0-9._-]{1,28})[a-z0-9]$/;
const RESERVED = new Set([
  'admin',
  'administrator',
  'root',
  'system',
  'support',
  'security',
  'help',
  'info',
  'contact',
  'abuse',
  'postmaster',
  'webmaster',
  'hostmaster',
  'noreply',
  'no-reply',
  'userkeep',
  'api',
  'www',
  'mail',
  'null',
  'undefined',
  'anonymous',
  'everyone',
  'moderator',
  'staff',
  'official',
]);

export type UsernameFault = 'form' | 'reserved';

/** Lower-case ASCII only, so that no two usernames look the same. */
export function parseUsername(text: string): { username: string } | { fault: UsernameFault } {
  const username = text.toLowerCase();
  if (!hasUsernameForm(text)) return { fault: 'form' };
  return RESERVED.has(username) ? { fault: 'reserved' } : { username };
}

/** Reserved ones included: an account may have had its name before it was reserved. */
export function hasUsernameForm(text: string): boolean {
  // A capital outside ASCII could fold into it (the Kelvin sign into k): those are refused, not folded.
  return /^[\x21-\x7e]*$/.test(text) && FORM.test(text.toLowerCase());
}
