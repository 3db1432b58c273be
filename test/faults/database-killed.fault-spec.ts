import { Arena } from './support/arena';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';

const ROUNDS = roundsOf({ short: 3, full: 200 });

describe('When the database is killed by kill -9 under mixed load', () => {
  const chance = new Chance('database-killed');
  let arena: Arena;

  beforeAll(async () => {
    arena = await Arena.open(chance);
  });
  afterAll(() => arena?.close());

  it('the product loses no acknowledged change, makes no rejected one, and makes none twice', async () => {
    const { pid } = arena.node;
    const killAndRestart = async () => {
      await arena.server.end();
      await arena.server.begin();
      return arena.untilServed(performance.now());
    };
    const outcome = await arena.rounds(ROUNDS, killAndRestart);
    expect(outcome.faults).toEqual([]);
    expect(await arena.wholeFaults()).toEqual([]);
    // The node recovered without a restart.
    expect(arena.node.pid).toBe(pid);
    const unflushed = await arena.controlWithoutFlush(killAndRestart);
    report({
      fault: 'database killed (kill -9)',
      ...outcome,
      control: `without flush at commit: ${unflushed.summary}`,
    });
    expect(unflushed.count).toBeGreaterThan(0);
  });
});
