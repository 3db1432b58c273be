import '@platform/event-log/event-log.migration';
import { createTestDatabases } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { EventRun } from './support/event-run';
import { until, type Broken } from './support/event-work';
import { millisecondsOf, report, roundsOf } from './support/fault-run';

const LASTS_MS = millisecondsOf({ short: 2000, full: 10_000 });
const CHANGES = 1000;
const AT_ONCE = 8;
const PATIENCE_OF_CONTROLS_MS = 3000;
const ROUNDS = roundsOf({ short: 1, full: 5 });

describe('While a transaction with a stored event stays open', () => {
  const chance = new Chance('events-held');

  const holdTransaction = async (broken: Broken) => {
    const databases = await createTestDatabases();
    const run = await EventRun.open(chance, databases.mainUrl, { broken });
    try {
      const first = await run.change(0);
      const held = run.change(0, { atEnd: 'wait for the test' });
      const { ticket } = (run.changes.at(-1) as (typeof run.changes)[number]).order;
      const beganAt = performance.now();
      await until(() => run.node(0).stored.has(ticket));
      const others = await changesOf(run);
      if (broken === 'none') await until(async () => (await run.state()).handled >= 1 + CHANGES);
      const { position } = await run.state();
      await until(() => performance.now() - beganAt >= LASTS_MS);
      run.node(0).finish(ticket);
      await held;
      const faults = await run.settle(broken === 'none' ? undefined : PATIENCE_OF_CONTROLS_MS);
      const slowest = Math.max(...others.map(({ tookMs }) => tookMs));
      const outcomes = new Set([first, await held, ...others].map(({ outcome }) => outcome));
      return { faults, slowest, outcomes: [...outcomes], position, last: (await run.state()).position };
    } finally {
      await run.close();
      await databases.drop();
    }
  };
  const changesOf = async (run: EventRun) => {
    const workers = Array.from({ length: AT_ONCE }, async (_, worker) => {
      const done = [];
      for (let count = 0; count < CHANGES / AT_ONCE; count++) done.push(await run.change(worker % 2));
      return done;
    });
    return (await Promise.all(workers)).flat();
  };

  it('the events of others get their positions and are handled, and its own event follows after its commit', async () => {
    let slowest = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const outcome = await holdTransaction('none');
      expect(outcome).toMatchObject({
        faults: [],
        outcomes: ['acknowledged'],
        position: 1 + CHANGES,
        last: 2 + CHANGES,
      });
      slowest = Math.max(slowest, outcome.slowest);
    }
    const naive = await holdTransaction('reads only above its mark');
    expect(naive.faults.length).toBeGreaterThan(0);
    report({
      fault: 'events: a transaction with an event held open while 1,000 others commit',
      rounds: ROUNDS,
      acknowledged: ROUNDS * (CHANGES + 2),
      losses: 0,
      figures: `slowest other change ${Math.round(slowest)} ms`,
      control: `only numbers above a mark are read: ${naive.faults.length} faults`,
    });
  });
});
