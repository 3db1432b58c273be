/** Events are kept for two days at least, so that all of them exist within this time. */
export const RESUMABLE_SECONDS = 24 * 3600;

const POSITION = /^\d{1,15}$/;

/** The position of a `Last-Event-ID`; undefined for anything that this API never sends. */
export function positionIn(lastEventId: string): number | undefined {
  return POSITION.test(lastEventId) ? Number(lastEventId) : undefined;
}

interface Log {
  readonly newest: number;
  /** The seconds since the event at the asked position. */
  readonly ageInSeconds: number;
}

/** Whether all events after the position still exist. */
export function canResume(position: number | undefined, { newest, ageInSeconds }: Log): position is number {
  if (position === undefined || position > newest) return false;
  return position === newest || ageInSeconds <= RESUMABLE_SECONDS;
}
