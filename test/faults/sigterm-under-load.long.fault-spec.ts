import { Balancer } from './support/balancer';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { RollingArena } from './support/rolling';

const ROUNDS = roundsOf({ short: 1, full: 10 });

describe('When two nodes are ended by SIGTERM in turn under load', () => {
  let arena: RollingArena;

  beforeAll(async () => {
    arena = await RollingArena.open(new Chance('sigterm-under-load'), (nodes) => Balancer.start(nodes));
  });
  afterAll(() => arena?.close());

  it('no request fails, but some fail with kill -9 instead of SIGTERM', async () => {
    const { acknowledged, failures, faults } = await arena.roll(ROUNDS, 'SIGTERM');
    const killed = await arena.roll(1, 'SIGKILL');
    const control = `with kill -9 instead: ${killed.failures.length} of ${killed.acknowledged} requests failed`;
    const losses = failures.length + faults.length;
    report({ fault: 'SIGTERM to each of two nodes in turn', rounds: ROUNDS, acknowledged, losses, control });
    expect(failures).toEqual([]);
    expect(faults).toEqual([]);
    expect(killed.failures.length).toBeGreaterThan(0);
  });
});
