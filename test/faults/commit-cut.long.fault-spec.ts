import { Arena } from './support/arena';
import { CommitCutter, type Cut } from './support/commit-cutter';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';

/** Rounds for each kind of cut. */
const ROUNDS = roundsOf({ short: 3, full: 100 });

describe('When the connection to the database is cut during COMMIT', () => {
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

  it('the product makes the change at most once if the server never receives the COMMIT', async () => {
    const outcome = await arena.rounds(ROUNDS, cutting('before', 1));
    report({ fault: 'connection cut before COMMIT arrives', ...outcome });
    expect(outcome.faults).toEqual([]);
  });

  it('the product makes the change once if the answer to COMMIT is lost, and detects clients that retry without a key', async () => {
    const outcome = await arena.rounds(ROUNDS, cutting('after', 1));
    const duplicates = await arena.controlWithoutKeys(cutting('after', 10));
    const control = `without Idempotency-Key: ${duplicates.summary}`;
    report({ fault: 'connection cut after COMMIT arrives, before its answer', ...outcome, control });
    expect(outcome.faults).toEqual([]);
    expect(duplicates.count).toBeGreaterThan(0);
  });

  it('the product leaves an audit entry and an event for each change', async () => {
    expect(await arena.wholeFaults()).toEqual([]);
  });
});
