import type { JsonRecord } from './import-format';

/** Absent, null and empty values are treated as missing. */
export function given(value: unknown): unknown {
  return value === null || value === '' ? undefined : value;
}

export function recordAt(record: JsonRecord, name: string): JsonRecord {
  const value = record[name];
  return isRecord(value) ? value : {};
}

export function listAt(record: JsonRecord, name: string): readonly JsonRecord[] {
  const value = record[name];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function textAt(record: JsonRecord, name: string): string | undefined {
  const value = record[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The email address of a record of any format, even if the record is invalid. In Django it is nested in `fields`. */
export function addressIn(record: JsonRecord): string | undefined {
  return textAt(record, 'email') ?? textAt(recordAt(record, 'fields'), 'email');
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Converts milliseconds or a string. Other values are passed on, and validation rejects the field. */
export function momentOf(value: unknown): unknown {
  const present = given(value);
  if (present === undefined) return undefined;
  if (typeof present !== 'string' && typeof present !== 'number') return present;
  const isNumber = typeof present === 'number' || /^-?\d+$/.test(present);
  const moment = new Date(isNumber ? Number(present) : withZone(present));
  return Number.isNaN(moment.getTime()) ? present : moment.toISOString();
}

/** Databases write times without saying that they mean UTC. */
function withZone(text: string): string {
  const iso = text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
  return /T.*(Z|[+-]\d\d:?\d\d)$/.test(iso) || !iso.includes('T') ? iso : `${iso}Z`;
}

/** Without the fields that are not there. */
export function present(record: JsonRecord): JsonRecord {
  return Object.fromEntries(
    Object.entries(record)
      .map(([name, value]) => [name, given(value)] as const)
      .filter(([, value]) => value !== undefined),
  );
}

/** Personal information, if there is any. */
export function personalOf(fields: JsonRecord): JsonRecord | undefined {
  const some = present(fields);
  return Object.keys(some).length > 0 ? some : undefined;
}

/** In systems where the username is usually the email address, that is not a username. */
export function usernameOf(username: unknown, email: unknown): unknown {
  const isAddress =
    typeof username === 'string' && typeof email === 'string' && username.toLowerCase() === email.toLowerCase();
  return isAddress ? undefined : given(username);
}

export function phoneNumbersOf(number: unknown): unknown {
  const some = given(number);
  if (some === undefined) return undefined;
  return [{ number: typeof some === 'string' && /^\d/.test(some) ? `+${some}` : some, primary: true }];
}
