import { expectGuarantees } from './support/expect-outage';
import { Chance } from '@test/support/chance';
import { millisecondsOf } from './support/fault-run';
import { OutageArena } from './support/outage';

const LASTS_MS = millisecondsOf({ short: 2000, full: 30_000 });

describe('When the database is read-only', () => {
  let arena: OutageArena;

  beforeAll(async () => {
    arena = await OutageArena.open(new Chance('read-only'));
  });
  afterAll(() => arena?.close());

  it('the node answers every request in time, reports that it is not ready, and recovers at once', async () => {
    const outcome = await arena.runOutage(
      LASTS_MS,
      () => arena.server.query('SET GLOBAL read_only = 1'),
      () => arena.server.query('SET GLOBAL read_only = 0'),
    );
    expectGuarantees('database read-only', outcome, await arena.controlWithout());
  });
});
