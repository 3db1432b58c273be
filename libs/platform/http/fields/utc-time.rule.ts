export const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** A moment that exists: JavaScript would quietly take the 30th of February for the 2nd of March. */
export function isUtcTime(value: unknown): boolean {
  if (typeof value !== 'string' || !UTC_TIME.test(value)) return false;
  const moment = new Date(value);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 19) === value.slice(0, 19);
}

export const TIME_OR_DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?Z)?$/;
const DATE_LENGTH = 10;

/** As `isUtcTime`, or a date alone, which JavaScript reads as its first moment in UTC. */
export function isTimeOrDate(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return isUtcTime(value.length === DATE_LENGTH ? `${value}T00:00:00Z` : value);
}
