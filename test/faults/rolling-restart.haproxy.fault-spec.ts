import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { startHaproxy } from './support/haproxy';
import { RollingArena } from './support/rolling';

const ROUNDS = roundsOf({ short: 1, full: 10 });

/** Only in `npm run test:faults`, which brings the haproxy that `npm test` cannot ask of every machine. */
describe('With two nodes behind HAProxy restarted in turn under load', () => {
  let arena: RollingArena;

  beforeAll(async () => {
    arena = await RollingArena.open(new Chance('rolling-restart'), startHaproxy);
  });
  afterAll(() => arena?.close());

  it('nothing fails; with -9 instead something does', async () => {
    const { acknowledged, failures, faults } = await arena.roll(ROUNDS, 'SIGTERM');
    const crude = await arena.roll(2, 'SIGKILL');
    const control = `with -9 instead: ${crude.failures.length} of ${crude.acknowledged} failed`;
    const losses = failures.length + faults.length;
    report({ fault: 'rolling restart of two nodes behind HAProxy', rounds: ROUNDS, acknowledged, losses, control });
    expect(failures).toEqual([]);
    expect(faults).toEqual([]);
    expect(crude.failures.length).toBeGreaterThan(0);
  });
});
