import { Arena } from './support/arena';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';

const ROUNDS = roundsOf({ short: 2, full: 100 });

describe('With API and database killed by -9 at once under mixed load', () => {
  const chance = new Chance('both-killed');
  let arena: Arena;

  beforeAll(async () => {
    arena = await Arena.open(chance);
  });
  afterAll(() => arena?.close());

  it('nothing acknowledged is lost, nothing refused is there, and nothing happens twice', async () => {
    const killBothAndRestart = async () => {
      await Promise.all([arena.node.end(), arena.server.end()]);
      await arena.server.begin();
      return arena.restartNode();
    };
    const outcome = await arena.rounds(ROUNDS, killBothAndRestart);
    expect(outcome.faults).toEqual([]);
    expect(await arena.wholeFaults()).toEqual([]);
    const careless = await arena.carelessControl(killBothAndRestart);
    report({
      fault: 'API and database killed with -9 at once',
      ...outcome,
      control: `without flush at commit: ${careless.summary}`,
    });
    expect(careless.count).toBeGreaterThan(0);
  });
});
