import { expectPromises } from './support/expect-outage';
import { Chance } from '@test/support/chance';
import { millisecondsOf } from './support/fault-run';
import { OutageArena, PROMISES } from './support/outage';

const LASTS_MS = millisecondsOf({ short: 4000, full: 30_000 });

describe('With the database stopped by SIGSTOP', () => {
  let arena: OutageArena;

  beforeAll(async () => {
    arena = await OutageArena.open(new Chance('database-stopped'));
  });
  afterAll(() => arena?.close());

  it('every request is answered in time, the node says that it is not ready, and serves again at once', async () => {
    const outcome = await arena.suffer(
      LASTS_MS,
      () => arena.server.freeze(),
      () => arena.server.thaw(),
    );
    // Four seconds are enough to see that without deadlines nobody is answered in time.
    const patient = await arena.withoutDeadlines();
    const { slowestMs, machineMs } = await patient.suffer(
      4000,
      () => arena.server.freeze(),
      () => arena.server.thaw(),
    );
    expectPromises('database stopped (SIGSTOP)', outcome, `without deadlines: slowest answer ${slowestMs} ms`);
    expect(slowestMs - machineMs).toBeGreaterThan(PROMISES.answerMs);
  });
});
