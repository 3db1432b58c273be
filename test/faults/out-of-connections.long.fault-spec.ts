import { expectPromises } from './support/expect-outage';
import { Chance } from '@test/support/chance';
import { millisecondsOf } from './support/fault-run';
import { OutageArena } from './support/outage';

const LASTS_MS = millisecondsOf({ short: 2000, full: 30_000 });

describe('With a database out of connections', () => {
  let arena: OutageArena;

  beforeAll(async () => {
    arena = await OutageArena.open(new Chance('out-of-connections'));
  });
  afterAll(() => arena?.close());

  it('every request is answered in time, the node says that it is not ready, and serves again at once', async () => {
    const outcome = await arena.suffer(
      LASTS_MS,
      () => arena.server.takeAllConnections(),
      () => arena.server.giveConnectionsBack(),
    );
    expectPromises('database out of connections', outcome, await arena.controlWithout());
  });
});
