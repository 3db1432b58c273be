import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { startHaproxy } from './support/haproxy';
import { RollingArena } from './support/rolling';

const ROUNDS = roundsOf({ short: 1, full: 10 });

/** Runs only in `npm run test:faults`, because not every machine has haproxy. */
describe('When two nodes behind HAProxy are restarted in turn under load', () => {
  let arena: RollingArena;

  beforeAll(async () => {
    arena = await RollingArena.open(new Chance('rolling-restart'), startHaproxy);
  });
  afterAll(() => arena?.close());

  it('no request fails, but some fail with kill -9 instead of SIGTERM', async () => {
    const { acknowledged, failures, faults } = await arena.roll(ROUNDS, 'SIGTERM');
    const killed = await arena.roll(2, 'SIGKILL');
    const control = `with kill -9 instead: ${killed.failures.length} of ${killed.acknowledged} requests failed`;
    const losses = failures.length + faults.length;
    report({ fault: 'rolling restart of two nodes behind HAProxy', rounds: ROUNDS, acknowledged, losses, control });
    expect(failures).toEqual([]);
    expect(faults).toEqual([]);
    expect(killed.failures.length).toBeGreaterThan(0);
  });
});
