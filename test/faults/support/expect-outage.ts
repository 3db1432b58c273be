import { report } from './fault-run';
import { GUARANTEES, type OutageOutcome } from './outage';

/** Compares an outage with the guarantees for one, and reports it. */
export function expectGuarantees(fault: string, outcome: OutageOutcome, control: string): void {
  const { slowestMs, machineMs, notReadyMs, recoveryMs, growthMiB, errorLines, sameProcess, faults, acknowledged } =
    outcome;
  const figures = `slowest answer ${slowestMs} ms (without the database ${machineMs} ms), not ready after ${notReadyMs} ms, memory ${growthMiB >= 0 ? '+' : ''}${growthMiB} MiB, ${errorLines} error lines`;
  report({ fault, rounds: 1, acknowledged, losses: faults.length, recoveryMs, figures, control });
  process.stdout.write(`${fault}: ${figures}, full service after ${recoveryMs} ms\n`);
  expect(faults).toEqual([]);
  expect(sameProcess).toBe(true);
  // On an overloaded machine every answer is late, so the machine's own delay is subtracted.
  expect(slowestMs - machineMs).toBeLessThanOrEqual(GUARANTEES.answerMs);
  expect(notReadyMs - machineMs).toBeLessThanOrEqual(GUARANTEES.notReadyMs);
  expect(recoveryMs - machineMs).toBeLessThanOrEqual(GUARANTEES.recoveryMs);
  expect(growthMiB).toBeLessThanOrEqual(GUARANTEES.growthMiB);
  expect(errorLines).toBeGreaterThan(0);
  expect(errorLines).toBeLessThanOrEqual(GUARANTEES.errorLines);
}
