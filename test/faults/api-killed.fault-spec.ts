import { Arena } from './support/arena';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';

const ROUNDS = roundsOf({ short: 3, full: 200 });

describe('With the API killed by -9 under mixed load', () => {
  const chance = new Chance('api-killed');
  let arena: Arena;

  beforeAll(async () => {
    arena = await Arena.open(chance);
  });
  afterAll(() => arena?.close());

  it('nothing acknowledged is lost, nothing refused is there, and nothing happens twice', async () => {
    const killAndRestart = async () => {
      await arena.node.end();
      return arena.restartNode();
    };
    const outcome = await arena.rounds(ROUNDS, killAndRestart);
    const doubles = await arena.keylessControl(killAndRestart);
    report({ fault: 'API killed with -9', ...outcome, control: `without Idempotency-Key: ${doubles.summary}` });
    expect(outcome.faults).toEqual([]);
    expect(doubles.count).toBeGreaterThan(0);
    expect(await arena.wholeFaults()).toEqual([]);
  });
});
