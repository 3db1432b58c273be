import { expectGuarantees } from './support/expect-outage';
import { Chance } from '@test/support/chance';
import { millisecondsOf } from './support/fault-run';
import { OutageArena, GUARANTEES } from './support/outage';

const LASTS_MS = millisecondsOf({ short: 4000, full: 30_000 });

describe('When the database is stopped by SIGSTOP', () => {
  let arena: OutageArena;

  beforeAll(async () => {
    arena = await OutageArena.open(new Chance('database-stopped'));
  });
  afterAll(() => arena?.close());

  it('the node answers every request in time, reports that it is not ready, and recovers at once', async () => {
    const outcome = await arena.runOutage(
      LASTS_MS,
      () => arena.server.freeze(),
      () => arena.server.thaw(),
    );
    // Four seconds are enough to see that without deadlines the answers are late.
    const withoutDeadlines = await arena.withoutDeadlines();
    const { slowestMs, machineMs } = await withoutDeadlines.runOutage(
      4000,
      () => arena.server.freeze(),
      () => arena.server.thaw(),
    );
    expectGuarantees('database stopped (SIGSTOP)', outcome, `without deadlines: slowest answer ${slowestMs} ms`);
    expect(slowestMs - machineMs).toBeGreaterThan(GUARANTEES.answerMs);
  });
});
