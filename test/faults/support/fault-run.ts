import { appendFileSync } from 'node:fs';

/** `npm test` runs every fault a few times; `npm run test:faults` as often as it takes to trust the outcome. */
export const isFullRun = process.env.FAULTS === 'full';

interface Amount {
  readonly short: number;
  readonly full: number;
}

/** A busy machine may take its time: what is promised of times is measured, and only what hangs is ended here. */
jest.setTimeout(isFullRun ? 30 * 60_000 : 5 * 60_000);

/** How long an outage lasts. */
export function millisecondsOf({ short, full }: Amount): number {
  return isFullRun ? full : short;
}

/** FAULT_ROUNDS makes a full run shorter. */
export function roundsOf({ short, full }: Amount): number {
  return isFullRun ? Math.min(full, Number(process.env.FAULT_ROUNDS || full)) : short;
}

/** What a run under one fault came to: one row of the table in docs/reliability.md. */
export interface FaultOutcome {
  /** What was done to the system, in a few words: "API killed with -9 under mixed load". */
  readonly fault: string;
  readonly rounds: number;
  /** Changes that were answered as done; undefined where the run is not about changes. */
  readonly acknowledged?: number;
  /** Acknowledged changes that were gone, refused ones that were there, and any that happened twice. */
  readonly losses: number;
  /** The longest time until everything was served again. */
  readonly recoveryMs?: number;
  /** What else was measured: "slowest answer 540 ms". */
  readonly figures?: string;
  /** The broken set-up that the same run catches: "flush at commit off: 214 of 900 lost". */
  readonly control?: string;
}

/** `npm run test:faults` collects these lines. */
export function report(outcome: FaultOutcome): void {
  const file = process.env.FAULT_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify({ server: process.env.TEST_SERVER, ...outcome })}\n`);
}
