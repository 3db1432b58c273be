import { Arena } from './support/arena';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';

const ROUNDS = roundsOf({ short: 3, full: 200 });

describe('With the database killed by -9 under mixed load', () => {
  const chance = new Chance('database-killed');
  let arena: Arena;

  beforeAll(async () => {
    arena = await Arena.open(chance);
  });
  afterAll(() => arena?.close());

  it('nothing acknowledged is lost, nothing refused is there, and nothing happens twice', async () => {
    const { pid } = arena.node;
    const killAndRestart = async () => {
      await arena.server.end();
      await arena.server.begin();
      return arena.untilServed(performance.now());
    };
    const outcome = await arena.rounds(ROUNDS, killAndRestart);
    expect(outcome.faults).toEqual([]);
    expect(await arena.wholeFaults()).toEqual([]);
    // The same node all along: nobody had to restart it.
    expect(arena.node.pid).toBe(pid);
    const careless = await arena.carelessControl(killAndRestart);
    report({ fault: 'database killed with -9', ...outcome, control: `without flush at commit: ${careless.summary}` });
    expect(careless.count).toBeGreaterThan(0);
  });
});
