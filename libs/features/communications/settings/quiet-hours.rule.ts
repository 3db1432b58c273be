import { localTimeOf, momentAt, type LocalTime } from './local-time.rule';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export interface QuietHours {
  readonly enabled: boolean;
  /** `HH:MM`. If it is later than `until`, the quiet hours end on the next day. */
  readonly from: string;
  readonly until: string;
  /** The days on which they begin. */
  readonly days: readonly Weekday[];
}

/** Returns when the quiet hours end that apply now; undefined if none do. */
export function quietUntil(now: Date, quiet: QuietHours, timeZone: string): Date | undefined {
  const [from, until] = [minutesOf(quiet.from), minutesOf(quiet.until)];
  if (!quiet.enabled || from === until) return undefined;
  const local = localTimeOf(now, timeZone);
  const daysLater = daysUntilEnd(local, { from, until, days: quiet.days });
  if (daysLater === undefined) return undefined;
  const end = momentAt(local, daysLater, until, timeZone);
  // When the clocks are put back, the hour before the end occurs twice.
  return end > now ? end : undefined;
}

function daysUntilEnd(
  { weekday, minutes }: LocalTime,
  { from, until, days }: { from: number; until: number; days: readonly Weekday[] },
): 0 | 1 | undefined {
  const begins = (day: number) => days.includes(WEEKDAYS[(day + 7) % 7] as Weekday);
  if (from < until) return begins(weekday) && minutes >= from && minutes < until ? 0 : undefined;
  if (begins(weekday) && minutes >= from) return 1;
  return begins(weekday - 1) && minutes < until ? 0 : undefined;
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number) as [number, number];
  return hours * 60 + minutes;
}
