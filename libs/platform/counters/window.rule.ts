export interface Window {
  /** Seconds since 1970; windows begin at multiples of their length, so every node has the same ones. */
  readonly start: number;
  readonly end: number;
  readonly resetSeconds: number;
}

export function windowAt(nowMs: number, windowSeconds: number): Window {
  const start = Math.floor(nowMs / 1000 / windowSeconds) * windowSeconds;
  const end = start + windowSeconds;
  return { start, end, resetSeconds: Math.max(1, Math.ceil(end - nowMs / 1000)) };
}
