import { slotsFor, workerOn } from '@platform/jobs/worker.test-support';
import type { ClaimedJob } from '@platform/jobs/job-claims';
import { defineEvent } from '@platform/event-log/definitions/define-event';
import { eventNodeOn } from '@platform/event-log/event-log.test-support';
import { IntegerField } from '@platform/http/fields/fields';
import type { Database } from '@platform/persistence/database';
import { newId } from '@platform/ids/ids';
import { until } from '@test/support/two-nodes';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { Naive } from './support/naive';
import { atOnce, runRaces, type Tally } from './support/races';

class RacedFacts {
  @IntegerField({ min: 0, max: 1_000_000, description: 'A number.' })
  n: number;
}

const Raced = defineEvent('test_races.raced', 1, RacedFacts, 'Two processes race for it');
const NAME = 'test.race';

describe('Two workers, one job', () => {
  const chance = new Chance('races-claims');
  let databases: TestDatabases;
  let database: Database;
  let caught: Tally;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
    const naive = new Naive(database);
    await naive.prepare();
    caught = await runRaces(50, 1, async (race) => {
      await naive.add(`job-${race}`);
      const won = await atOnce(
        chance,
        ['a', 'b'].map((holder) => () => naive.claim(`job-${race}`, holder)),
      );
      return { outcomes: [], effects: won.filter(Boolean).length };
    });
  });
  afterAll(() => databases.drop());

  const control = () => `check before the claim: ${caught.duplicates} of ${caught.races} claimed twice`;

  it('really race: code that checks before it claims a job claims it twice', () => {
    expect(caught.duplicates).toBeGreaterThan(0);
  });

  it('never claim the same job at the same time', async () => {
    const workers = [workerOn(database), workerOn(database)] as const;
    const [first] = workers;
    first.jobs.define({ name: NAME, handle: async () => undefined });
    const seen = new Set<string>();
    const tally = await runRaces(roundsOf({ short: 30, full: 2000 }), 1, async () => {
      const stream = newId();
      const streams = Array.from({ length: 1 + chance.below(6) }, () => (chance.below(3) ? null : stream));
      const limits = [0, 1, 2, 3].map(() => 1 + chance.below(6));
      for (const each of streams) await first.jobs.enqueue(NAME, {}, { stream: each });
      const claimed = await atOnce(
        chance,
        limits.map((limit, i) => () => (workers[i % 2] ?? first).claims.claim(slotsFor([NAME], limit), newId())),
      );
      const jobs = claimed.flat();
      const ended = await Promise.all(jobs.map((job) => first.claims.complete(job)));
      for (const { id } of jobs) seen.add(id);
      // Only one job of a stream may be claimed at a time, by either worker.
      const inStream = streams.filter((each) => each !== null).length;
      expect(jobs.length).toBeLessThanOrEqual(streams.length - Math.max(0, inStream - 1));
      await completeRemaining(first);
      return { outcomes: ended.map(String), effects: jobs.length === new Set(jobs.map(idOf)).size ? 1 : 2 };
    });
    expect(tally).toMatchObject({ duplicates: 0, without: 0 });
    expect(Object.keys(tally.outcomes)).toEqual(['true']);
    expect(seen.size).toBeGreaterThan(tally.races / 2);
    report({
      fault: 'jobs claimed by two workers at once',
      rounds: tally.races,
      losses: tally.duplicates + tally.without,
      control: control(),
    });
  });

  it('deliver every event once when nothing fails', async () => {
    const nodes = [eventNodeOn(database), eventNodeOn(database)];
    const heard = new Map<number, number>();
    for (const { events } of nodes) {
      events.consume({
        name: 'test_races.listener',
        on: [Raced],
        from: 'start',
        handle: async ({ facts: { n } }) => heard.set(n, (heard.get(n) ?? 0) + 1),
      });
    }
    const count = roundsOf({ short: 100, full: 3000 });
    for (let n = 0; n < count; n++) {
      const { events } = chance.oneOf(nodes);
      await database.transactions.run(() => events.publish(Raced.of({ subject: newId(), facts: { n } })));
    }
    for (const { process } of nodes) await process.start();
    await until(async () => heard.size === count, 120_000);
    await Promise.all(nodes.map(({ process }) => process.beforeApplicationShutdown()));
    const twice = [...heard.values()].filter((times) => times > 1).length;
    expect(twice).toBe(0);
    report({ fault: 'events delivered by two processes at once', rounds: count, losses: twice, control: control() });
  });
});

function idOf({ id }: ClaimedJob): string {
  return id;
}

async function completeRemaining({ claims }: ReturnType<typeof workerOn>): Promise<void> {
  for (;;) {
    const rest = await claims.claim(slotsFor([NAME], 10), newId());
    if (rest.length === 0) return;
    for (const job of rest) await claims.complete(job);
  }
}
