import { isPlainText } from '@platform/http/fields/plain-text.rule';
import { isTimeOrDate } from '@platform/text/utc-time.rule';

/** Devices and countries a user has signed in from, each with the day it was last seen. */
export interface KnownOrigins {
  readonly devices: Readonly<Record<string, string>>;
  readonly places: Readonly<Record<string, string>>;
}

interface Seen {
  readonly device: string | null;
  readonly place: string | null;
}

export interface OriginMatch {
  /** The new value to store; undefined if nothing relevant has changed. */
  readonly changed: KnownOrigins | undefined;
  readonly isNew: boolean;
}

const EXPIRES_AFTER_DAYS = 180;
/** The date is updated only after this many days, so that not every sign-in writes. */
const UPDATE_AFTER_DAYS = 14;
const MAX_OF_EACH = 20;
/** Limits the length of client names, so that the value fits into its column. */
const MAX_NAME_LENGTH = 60;
const DAY_MS = 86_400_000;

/** Whether a sign-in is from a new device or country. The very first sign-in does not count as new. */
export function compareWithKnown(
  known: KnownOrigins | undefined,
  { device: name, place }: Seen,
  now: Date,
): OriginMatch {
  const device = name?.slice(0, MAX_NAME_LENGTH) ?? null;
  const [devices, places] = [known?.devices ?? {}, known?.places ?? {}];
  const today = dayOf(now);
  const changed = { devices: withSeen(devices, device, today), places: withSeen(places, place, today) };
  const isChanged = known === undefined || changed.devices !== devices || changed.places !== places;
  return {
    changed: isChanged ? changed : undefined,
    isNew: known !== undefined && (isUnknown(devices, device, now) || isUnknown(places, place, now)),
  };
}

/** Whether a value from an export has the form that `compareWithKnown` returns. */
export function isKnownOrigins(value: unknown): value is KnownOrigins {
  if (typeof value !== 'object' || value === null) return false;
  const { devices, places, ...others } = value as Partial<KnownOrigins>;
  return Object.keys(others).length === 0 && isSeen(devices) && isSeen(places);
}

function isSeen(days: unknown): boolean {
  if (typeof days !== 'object' || days === null || Array.isArray(days)) return false;
  const seen = Object.entries(days);
  return (
    seen.length <= MAX_OF_EACH &&
    seen.every(([name, day]) => name.length <= MAX_NAME_LENGTH && isPlainText(name) && isDay(day))
  );
}

function isDay(value: unknown): boolean {
  return typeof value === 'string' && value.length === 10 && isTimeOrDate(value);
}

function isUnknown(days: Readonly<Record<string, string>>, name: string | null, now: Date): boolean {
  // If no value was ever known, for example behind a proxy without addresses, a first value is not new.
  if (name === null || Object.keys(days).length === 0) return false;
  const last = Object.hasOwn(days, name) ? days[name] : undefined;
  return last === undefined || last < dayOf(new Date(now.getTime() - EXPIRES_AFTER_DAYS * DAY_MS));
}

/** Returns the same object if nothing has to be written. */
function withSeen(days: Readonly<Record<string, string>>, name: string | null, today: string) {
  if (name === null) return days;
  const last = Object.hasOwn(days, name) ? days[name] : undefined;
  if (last !== undefined && last > dayOf(new Date(Date.parse(today) - UPDATE_AFTER_DAYS * DAY_MS))) return days;
  const others = Object.entries(days).filter(([other]) => other !== name);
  const newest = others.sort(([, a], [, b]) => (a < b ? 1 : -1)).slice(0, MAX_OF_EACH - 1);
  return Object.fromEntries([[name, today], ...newest]);
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
