import { expectPromises } from './support/expect-outage';
import { Chance } from '@test/support/chance';
import { millisecondsOf } from './support/fault-run';
import { OutageArena } from './support/outage';

const LASTS_MS = millisecondsOf({ short: 2000, full: 30_000 });

describe('With the disk of the database full', () => {
  let arena: OutageArena;

  beforeAll(async () => {
    arena = await OutageArena.open(new Chance('disk-full'), { diskBytes: 256 * 1024 ** 2 });
  });
  afterAll(() => arena?.close());

  it('every request is answered in time, the node says that it is not ready, and serves again at once', async () => {
    const outcome = await arena.suffer(
      LASTS_MS,
      (firstTrouble) => {
        arena.server.fillDisk();
        // What still fits into the server's files succeeds as ever, and the node is rightly ready.
        return firstTrouble();
      },
      () => arena.server.freeDisk(),
    );
    expectPromises('disk of the database full', outcome, await arena.controlWithout());
  });
});
