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

/** Bytes of a key that are compared; the column holds no more. */
const MOST_BYTES = 200;

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

/**
 * What a display name is found by: without accents, case and repeated spaces. Made here and compared byte by byte,
 * because the two servers fold letters differently.
 */
export function nameKeyOf(name: string | null): Buffer {
  const folded = (name ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\s+/gu, ' ')
    .trimStart();
  return cut(Buffer.from(folded));
}

/** Not inside a character, so that the key of a beginning is the beginning of the key. */
function cut(bytes: Buffer): Buffer {
  let end = Math.min(bytes.length, MOST_BYTES);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
