import { Arena } from './support/arena';
import { CommitCutter, type Cut } from './support/commit-cutter';
import { Chance, report, roundsOf } from './support/fault-run';

const ROUNDS = roundsOf({ short: 3, full: 200 });

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

  it.each(['before', 'after'] as const)('%s it arrives: the change is made once, or not at all', async (cut) => {
    const outcome = await arena.rounds(ROUNDS, cutting(cut, 5));
    report({ fault: `connection cut ${cut} COMMIT arrives`, ...outcome });
    expect(outcome.faults).toEqual([]);
  });

  it('and over all of it each change has its entry and its news', async () => {
    expect(await arena.wholeFaults()).toEqual([]);
  });

  it('and a client that does not say that it repeats is caught', async () => {
    const doubles = await arena.keylessControl(cutting('after', 10));
    report({
      fault: 'connection cut after COMMIT arrives, control',
      rounds: 1,
      losses: 0,
      control: `without Idempotency-Key: ${doubles.summary}`,
    });
    expect(doubles.count).toBeGreaterThan(0);
  });
});
