import { refused } from '@platform/http/fields/refusals';
import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';

export interface GivenProfile {
  readonly email?: string;
  readonly username?: string | null;
  readonly locale?: string;
}

export interface ParsedProfile {
  readonly email?: EmailAddress;
  readonly username?: string | null;
  readonly locale?: string;
}

/** Checks and normalises what needs more than a shape; every fault at once. Absent stays absent. */
export function parseProfile(given: GivenProfile): ParsedProfile {
  const { parsed, faults } = readProfile(given);
  if (faults.length > 0) throw refused(faults);
  return parsed;
}

export function profileFaults(given: GivenProfile): readonly FieldError[] {
  return readProfile(given).faults;
}

function readProfile(given: GivenProfile): { readonly parsed: ParsedProfile; readonly faults: readonly FieldError[] } {
  const faults: FieldError[] = [];
  const email = given.email === undefined ? undefined : parseEmail(given.email);
  if (given.email !== undefined && !email) faults.push({ pointer: '/email', code: UsersFieldErrors.bad_email });
  const username = typeof given.username === 'string' ? parseUsername(given.username) : undefined;
  if (username && 'fault' in username) {
    const code = username.fault === 'form' ? UsersFieldErrors.bad_username : UsersFieldErrors.reserved_username;
    faults.push({ pointer: '/username', code });
  }
  const locale = given.locale === undefined ? undefined : parseLocale(given.locale);
  if (given.locale !== undefined && !locale) faults.push({ pointer: '/locale', code: UsersFieldErrors.bad_locale });
  const parsed = {
    ...(email && { email }),
    ...(given.username !== undefined && { username: username && 'username' in username ? username.username : null }),
    ...(locale && { locale }),
  };
  return { parsed, faults };
}

/** A BCP 47 language tag in its canonical spelling, or undefined. */
export function parseLocale(text: string): string | undefined {
  if (text.length > 35) return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}

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
const MAX_BYTES = 200;

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
  let end = Math.min(bytes.length, MAX_BYTES);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
