import { Arena } from './support/arena';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';

const ROUNDS = roundsOf({ short: 2, full: 100 });

describe('When the API and the database are killed by kill -9 at once under mixed load', () => {
  const chance = new Chance('both-killed');
  let arena: Arena;

  beforeAll(async () => {
    arena = await Arena.open(chance);
  });
  afterAll(() => arena?.close());

  it('the product loses no acknowledged change, makes no rejected one, and makes none twice', async () => {
    const killBothAndRestart = async () => {
      await Promise.all([arena.node.end(), arena.server.end()]);
      await arena.server.begin();
      return arena.restartNode();
    };
    const outcome = await arena.rounds(ROUNDS, killBothAndRestart);
    expect(outcome.faults).toEqual([]);
    expect(await arena.wholeFaults()).toEqual([]);
    const unflushed = await arena.controlWithoutFlush(killBothAndRestart);
    report({
      fault: 'API and database killed at once (kill -9)',
      ...outcome,
      control: `without flush at commit: ${unflushed.summary}`,
    });
    expect(unflushed.count).toBeGreaterThan(0);
  });
});
