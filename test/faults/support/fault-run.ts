import { appendFileSync } from 'node:fs';

/** `npm test` runs every fault for a few rounds, `npm run test:faults` for enough rounds to trust the outcome. */
export const isFullRun = process.env.FAULTS === 'full';

interface Amount {
  readonly short: number;
  readonly full: number;
}

/** Only ends tests that hang: the guarantees about times are measured, and a busy machine may be slow. */
jest.setTimeout(isFullRun ? 30 * 60_000 : 10 * 60_000);

/** The duration of an outage. */
export function millisecondsOf({ short, full }: Amount): number {
  return isFullRun ? full : short;
}

/** FAULT_ROUNDS limits the rounds of a full run. */
export function roundsOf({ short, full }: Amount): number {
  return isFullRun ? Math.min(full, Number(process.env.FAULT_ROUNDS || full)) : short;
}

/** The outcome of a run with one fault: one row of the table in docs/reliability.md. */
export interface FaultOutcome {
  /** What was done to the system, in a few words: "API killed (kill -9)". */
  readonly fault: string;
  readonly rounds: number;
  /** Changes that the API acknowledged; undefined if the run is not about changes. */
  readonly acknowledged?: number;
  /** Acknowledged changes that were lost, rejected ones that were made, and any that were made twice. */
  readonly losses: number;
  /** The longest time until full service. */
  readonly recoveryMs?: number;
  /** Other measurements: "slowest answer 540 ms". */
  readonly figures?: string;
  /** The broken set-up that the same run detects: "without flush at commit: 214 of 900 lost". */
  readonly control?: string;
}

/** Appends the outcome to the report that `npm run test:faults` collects. */
export function report(outcome: FaultOutcome): void {
  const file = process.env.FAULT_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify({ server: process.env.TEST_SERVER, ...outcome })}\n`);
}
