import { Arena } from './support/arena';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';

const ROUNDS = roundsOf({ short: 3, full: 200 });

describe('When the API is killed by kill -9 under mixed load', () => {
  const chance = new Chance('api-killed');
  let arena: Arena;

  beforeAll(async () => {
    arena = await Arena.open(chance);
  });
  afterAll(() => arena?.close());

  it('the product loses no acknowledged change, makes no rejected one, and makes none twice', async () => {
    const killAndRestart = async () => {
      await arena.node.end();
      return arena.restartNode();
    };
    const outcome = await arena.rounds(ROUNDS, killAndRestart);
    const duplicates = await arena.controlWithoutKeys(killAndRestart);
    report({ fault: 'API killed (kill -9)', ...outcome, control: `without Idempotency-Key: ${duplicates.summary}` });
    expect(outcome.faults).toEqual([]);
    expect(duplicates.count).toBeGreaterThan(0);
    expect(await arena.wholeFaults()).toEqual([]);
  });
});
