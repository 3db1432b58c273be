export interface Window {
  /** Seconds since 1970; windows begin at multiples of their length, so every node has the same ones. */
  readonly start: number;
  readonly end: number;
}

export function windowAt(nowMs: number, windowSeconds: number): Window {
  const start = Math.floor(nowMs / 1000 / windowSeconds) * windowSeconds;
  return { start, end: start + windowSeconds };
}

/** At least 1, because an immediate retry would come too early. */
export function secondsLeft({ end }: Window, nowMs: number): number {
  return Math.max(1, Math.ceil(end - nowMs / 1000));
}
