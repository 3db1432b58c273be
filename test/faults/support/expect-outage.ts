import { report } from './fault-run';
import { PROMISES, type OutageOutcome } from './outage';

/** Holds an outage against everything that is promised of one, and reports it. */
export function expectPromises(fault: string, outcome: OutageOutcome, control: string): void {
  const { slowestMs, notReadyMs, recoveryMs, growthMiB, sameProcess, faults, acknowledged } = outcome;
  const figures = `slowest answer ${slowestMs} ms, not ready after ${notReadyMs} ms, memory ${growthMiB >= 0 ? '+' : ''}${growthMiB} MiB`;
  report({ fault, rounds: 1, acknowledged, losses: faults.length, recoveryMs, figures, control });
  process.stdout.write(`${fault}: ${figures}, full service after ${recoveryMs} ms\n`);
  expect(faults).toEqual([]);
  expect(sameProcess).toBe(true);
  expect(slowestMs).toBeLessThanOrEqual(PROMISES.answerMs);
  expect(notReadyMs).toBeLessThanOrEqual(PROMISES.notReadyMs);
  expect(recoveryMs).toBeLessThanOrEqual(PROMISES.recoveryMs);
  expect(growthMiB).toBeLessThanOrEqual(PROMISES.growthMiB);
}
