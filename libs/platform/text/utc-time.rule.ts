export const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;

/** Whether the time exists. JavaScript would silently read 30 February as 2 March. */
export function isUtcTime(value: unknown): boolean {
  if (typeof value !== 'string' || !UTC_TIME.test(value)) return false;
  const moment = new Date(value);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 19) === value.slice(0, 19);
}

const DATE = /^\d{4}-\d\d-\d\d$/;

/** Whether the text is a day that exists. */
export function isDate(text: string): boolean {
  return DATE.test(text) && isUtcTime(`${text}T00:00:00Z`);
}

export const TIME_OR_DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,3})?Z)?$/;

/** Like `isUtcTime`, but also accepts a date, which JavaScript reads as the start of the day in UTC. */
export function isTimeOrDate(value: unknown): boolean {
  return typeof value === 'string' && (isUtcTime(value) || isDate(value));
}
