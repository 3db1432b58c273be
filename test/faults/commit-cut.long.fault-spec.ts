import { Arena } from './support/arena';
import { CommitCutter, type Cut } from './support/commit-cutter';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';

/** Of either kind. */
const ROUNDS = roundsOf({ short: 3, full: 100 });

describe('With the connection to the database cut while COMMIT is on the wire', () => {
  const chance = new Chance('commit-cut');
  let arena: Arena;
  let cutter: CommitCutter;

  beforeAll(async () => {
    arena = await Arena.open(chance, {
      urlFor: async (server) => {
        cutter = await CommitCutter.start(server.socket);
        return cutter.through(server.url);
      },
    });
  });
  afterAll(async () => {
    await arena?.close();
    await cutter?.stop();
  });

  const cutting = (cut: Cut, times: number) => async () => {
    for (let i = 0; i < times; i++) {
      const before = cutter.cuts;
      cutter.cutNext(cut);
      while (cutter.cuts === before) await arena.untilServed(performance.now());
    }
    return arena.untilServed(performance.now());
  };

  it('before it arrives: the change is made once, or not at all', async () => {
    const outcome = await arena.rounds(ROUNDS, cutting('before', 1));
    report({ fault: 'connection cut before COMMIT arrives', ...outcome });
    expect(outcome.faults).toEqual([]);
  });

  it('after it arrives: the change is made once, and a client that does not say that it repeats is caught', async () => {
    const outcome = await arena.rounds(ROUNDS, cutting('after', 1));
    const doubles = await arena.keylessControl(cutting('after', 10));
    const control = `without Idempotency-Key: ${doubles.summary}`;
    report({ fault: 'connection cut after COMMIT arrives, before its answer', ...outcome, control });
    expect(outcome.faults).toEqual([]);
    expect(doubles.count).toBeGreaterThan(0);
  });

  it('and in the end each change has its audit entry and its event', async () => {
    expect(await arena.wholeFaults()).toEqual([]);
  });
});
