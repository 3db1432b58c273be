import { Balancer } from './support/balancer';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { RollingArena } from './support/rolling';

const ROUNDS = roundsOf({ short: 1, full: 10 });

describe('With two nodes ended by SIGTERM in turn under load', () => {
  let arena: RollingArena;

  beforeAll(async () => {
    arena = await RollingArena.open(new Chance('sigterm-under-load'), (nodes) => Balancer.start(nodes));
  });
  afterAll(() => arena?.close());

  it('nothing fails; with -9 instead something does', async () => {
    const { acknowledged, failures, faults } = await arena.roll(ROUNDS, 'SIGTERM');
    const crude = await arena.roll(1, 'SIGKILL');
    const control = `with -9 instead: ${crude.failures.length} of ${crude.acknowledged} failed`;
    const losses = failures.length + faults.length;
    report({ fault: 'SIGTERM to each of two nodes in turn', rounds: ROUNDS, acknowledged, losses, control });
    expect(failures).toEqual([]);
    expect(faults).toEqual([]);
    expect(crude.failures.length).toBeGreaterThan(0);
  });
});
