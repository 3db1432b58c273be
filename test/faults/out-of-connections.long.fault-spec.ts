import { expectGuarantees } from './support/expect-outage';
import { Chance } from '@test/support/chance';
import { millisecondsOf } from './support/fault-run';
import { OutageArena } from './support/outage';

const LASTS_MS = millisecondsOf({ short: 2000, full: 30_000 });

describe('When the database is out of connections', () => {
  let arena: OutageArena;

  beforeAll(async () => {
    arena = await OutageArena.open(new Chance('out-of-connections'));
  });
  afterAll(() => arena?.close());

  it('the node answers every request in time, reports that it is not ready, and recovers at once', async () => {
    const outcome = await arena.runOutage(
      LASTS_MS,
      () => arena.server.takeAllConnections(),
      () => arena.server.releaseConnections(),
    );
    expectGuarantees('database out of connections', outcome, await arena.controlWithout());
  });
});
