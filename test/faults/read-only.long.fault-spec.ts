import { expectPromises } from './support/expect-outage';
import { Chance } from '@test/support/chance';
import { millisecondsOf } from './support/fault-run';
import { OutageArena } from './support/outage';

const LASTS_MS = millisecondsOf({ short: 2000, full: 30_000 });

describe('With the database read-only', () => {
  let arena: OutageArena;

  beforeAll(async () => {
    arena = await OutageArena.open(new Chance('read-only'));
  });
  afterAll(() => arena?.close());

  it('every request is answered in time, the node says that it is not ready, and serves again at once', async () => {
    const outcome = await arena.suffer(
      LASTS_MS,
      () => arena.server.query('SET GLOBAL read_only = 1'),
      () => arena.server.query('SET GLOBAL read_only = 0'),
    );
    expectPromises('database read-only', outcome, await arena.controlWithout());
  });
});
