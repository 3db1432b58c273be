import { refused } from '@platform/http/fields/refusals';
import type { FieldError } from '@platform/errors/problem';
import { UsersFieldErrors } from '../users.errors';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { parseUsername } from './names.rule';

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
