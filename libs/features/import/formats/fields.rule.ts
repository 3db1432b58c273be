import { isJsonObject } from '@platform/text/json-object.rule';
import type { JsonRecord } from './import-format';

/** Absent, null and empty values are treated as missing. */
export function presentValue(value: unknown): unknown {
  return value === null || value === '' ? undefined : value;
}

export function recordAt(record: JsonRecord, name: string): JsonRecord {
  const value = record[name];
  return isJsonObject(value) ? value : {};
}

export function listAt(record: JsonRecord, name: string): readonly JsonRecord[] {
  const value = record[name];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

export function textAt(record: JsonRecord, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The email address of a record of any format, even if the record is invalid. In Django it is nested in `fields`. */
export function addressIn(record: JsonRecord): string | undefined {
  return textAt(record, 'email') ?? textAt(recordAt(record, 'fields'), 'email');
}

/** Converts milliseconds or a string. Other values are passed on, and validation rejects the field. */
export function isoTimeOf(value: unknown): unknown {
  const present = presentValue(value);
  if (present === undefined) return undefined;
  if (typeof present !== 'string' && typeof present !== 'number') return present;
  const isNumber = typeof present === 'number' || /^-?\d+$/.test(present);
  const moment = new Date(isNumber ? Number(present) : withZone(present));
  return Number.isNaN(moment.getTime()) ? present : moment.toISOString();
}

/** Databases export times in UTC without a time zone. */
function withZone(text: string): string {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  return /T.*(Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`;
}

/** Removes missing fields. */
export function withoutMissing(record: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(record)
      .map(([name, value]) => [name, presentValue(value)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** Returns the personal information; undefined if there is none. */
export function personalOf(fields: JsonRecord): JsonRecord | undefined {
  const some = withoutMissing(fields);
  return Object.keys(some).length > 0 ? some : undefined;
}

/** Ignores a username that equals the email address, as is usual in some systems. */
export function usernameOf(username: unknown, email: unknown): unknown {
  const isAddress =
    typeof username === 'string' && typeof email === 'string' && username.toLowerCase() === email.toLowerCase();
  return isAddress ? undefined : presentValue(username);
}

export function phoneNumbersOf(number: unknown): unknown {
  const some = presentValue(number);
  if (some === undefined) return undefined;
  return [{ number: typeof some === 'string' && /^\d/.test(some) ? `+${some}` : some, primary: true }];
}
