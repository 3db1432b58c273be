import { parseLanguageTag } from '@platform/json-schema/language-tag.rule';
import { refused } from '@platform/http/fields/refusals';
import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';

export interface ProfileInput {
  readonly email?: string;
  readonly username?: string | null;
  readonly locale?: string;
}

export interface ParsedProfile {
  readonly email?: EmailAddress;
  readonly username?: string | null;
  readonly locale?: string;
}

/** Validates and normalises the fields, and reports all faults at once. Absent fields stay absent. */
export function parseProfile(fields: ProfileInput): ParsedProfile {
  const { parsed, faults } = readProfile(fields);
  if (faults.length > 0) throw refused(faults);
  return parsed;
}

export function profileFaults(fields: ProfileInput): readonly FieldError[] {
  return readProfile(fields).faults;
}

function readProfile(fields: ProfileInput): { readonly parsed: ParsedProfile; readonly faults: readonly FieldError[] } {
  const faults: FieldError[] = [];
  const email = fields.email === undefined ? undefined : parseEmail(fields.email);
  if (fields.email !== undefined && !email) faults.push({ pointer: '/email', code: UsersFieldErrors.bad_email });
  const username = typeof fields.username === 'string' ? parseUsername(fields.username) : undefined;
  if (username && 'fault' in username) {
    const code = username.fault === 'form' ? UsersFieldErrors.bad_username : UsersFieldErrors.reserved_username;
    faults.push({ pointer: '/username', code });
  }
  const locale = fields.locale === undefined ? undefined : parseLanguageTag(fields.locale);
  if (fields.locale !== undefined && !locale) faults.push({ pointer: '/locale', code: UsersFieldErrors.bad_locale });
  const parsed = {
    ...(email && { email }),
    ...(fields.username !== undefined && { username: username && 'username' in username ? username.username : null }),
    ...(locale && { locale }),
  };
  return { parsed, faults };
}

/** The accepted input of a username, for the OpenAPI document. */
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

/** The maximum length of a search key, which is that of the column. */
const MAX_BYTES = 200;

export type UsernameFault = 'form' | 'reserved';

/** Usernames are lowercase ASCII, so that no two usernames look the same. */
export function parseUsername(text: string): { username: string } | { fault: UsernameFault } {
  const username = text.toLowerCase();
  if (!hasUsernameForm(text)) return { fault: 'form' };
  return RESERVED.has(username) ? { fault: 'reserved' } : { username };
}

/** Accepts reserved usernames, because an account may have had its username before it was reserved. */
export function hasUsernameForm(text: string): boolean {
  // Characters outside ASCII that become ASCII in lowercase (such as the Kelvin sign) are rejected.
  return /^[\x21-\x7e]*$/.test(text) && FORM.test(text.toLowerCase());
}

/**
 * The search key of a display name: without accents, case and repeated spaces. It is computed here and compared byte by
 * byte, because the collations of MySQL and MariaDB differ.
 */
export function nameKeyOf(name: string | null): Buffer {
  const folded = (name ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\s+/gu, ' ')
    .trimStart();
  return truncate(Buffer.from(folded));
}

/** Truncates between characters, so that the key of a prefix is a prefix of the key. */
function truncate(bytes: Buffer): Buffer {
  let end = Math.min(bytes.length, MAX_BYTES);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
