import { expectGuarantees } from './support/expect-outage';
import { Chance } from '@test/support/chance';
import { millisecondsOf } from './support/fault-run';
import { OutageArena } from './support/outage';

const LASTS_MS = millisecondsOf({ short: 2000, full: 30_000 });

describe('When the disk of the database is full', () => {
  let arena: OutageArena;

  beforeAll(async () => {
    arena = await OutageArena.open(new Chance('disk-full'), { diskBytes: 256 * 1024 ** 2 });
  });
  afterAll(() => arena?.close());

  it('the node answers every request in time, reports that it is not ready, and recovers at once', async () => {
    const outcome = await arena.runOutage(
      LASTS_MS,
      (firstFailure) => {
        arena.server.fillDisk();
        // Changes that still fit into the server's files succeed, so the node is rightly ready until the first failure.
        return firstFailure();
      },
      () => arena.server.freeDisk(),
    );
    expectGuarantees('disk of the database full', outcome, await arena.controlWithout());
  });
});
