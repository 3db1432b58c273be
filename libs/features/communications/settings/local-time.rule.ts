const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment as the clocks of a time zone show it. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minutes since midnight. */
  readonly minutes: number;
}

export function localTimeOf(moment: Date, timeZone: string): LocalTime {
  const parts = Object.fromEntries(
    formatFor(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  ) as Record<'year' | 'month' | 'day' | 'hour' | 'minute', number>;
  const { year, month, day, hour, minute } = parts;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, weekday, minutes: hour * 60 + minute };
}

/**
 * The moment at which clocks show this time, some days later. A time that does not exist on that day, because the clocks
 * are put forward, is taken as that much later.
 */
export function momentAt({ year, month, day }: LocalTime, daysLater: number, minutes: number, timeZone: string): Date {
  const wanted = Date.UTC(year, month - 1, day + daysLater, 0, minutes);
  const before = wanted - offsetAt(wanted - DAY_MS, timeZone);
  const exact = wanted - offsetAt(before, timeZone);
  return new Date(wanted - offsetAt(exact, timeZone) === exact ? exact : before);
}

const DAY_MS = 86_400_000;

function offsetAt(time: number, timeZone: string): number {
  const { year, month, day, minutes } = localTimeOf(new Date(time), timeZone);
  return Date.UTC(year, month - 1, day, 0, minutes) - Math.floor(time / 60_000) * 60_000;
}

/** Creating a format takes much longer than using it. */
function formatFor(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
    formats.set(timeZone, format);
  }
  return format;
}
