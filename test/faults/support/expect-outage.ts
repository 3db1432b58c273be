import { report } from './fault-run';
import { PROMISES, type OutageOutcome } from './outage';

/** Holds an outage against everything that is promised of one, and reports it. */
export function expectPromises(fault: string, outcome: OutageOutcome, control: string): void {
  const { slowestMs, machineMs, notReadyMs, recoveryMs, growthMiB, errorLines, sameProcess, faults, acknowledged } =
    outcome;
  const figures = `slowest answer ${slowestMs} ms (without the database ${machineMs} ms), not ready after ${notReadyMs} ms, memory ${growthMiB >= 0 ? '+' : ''}${growthMiB} MiB, ${errorLines} error lines`;
  report({ fault, rounds: 1, acknowledged, losses: faults.length, recoveryMs, figures, control });
  process.stdout.write(`${fault}: ${figures}, full service after ${recoveryMs} ms\n`);
  expect(faults).toEqual([]);
  expect(sameProcess).toBe(true);
  // On a machine that stands still nothing is answered in time, whoever wrote it.
  expect(slowestMs - machineMs).toBeLessThanOrEqual(PROMISES.answerMs);
  expect(notReadyMs - machineMs).toBeLessThanOrEqual(PROMISES.notReadyMs);
  expect(recoveryMs - machineMs).toBeLessThanOrEqual(PROMISES.recoveryMs);
  expect(growthMiB).toBeLessThanOrEqual(PROMISES.growthMiB);
  expect(errorLines).toBeGreaterThan(0);
  expect(errorLines).toBeLessThanOrEqual(PROMISES.errorLines);
}
