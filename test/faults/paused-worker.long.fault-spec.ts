import { workerOn } from '@platform/jobs/worker.test-support';
import type { Database } from '@platform/persistence/database';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import { until } from '@test/support/two-nodes';
import { Child } from './support/child';
import { Chance } from '@test/support/chance';
import { report, roundsOf } from './support/fault-run';
import { defineSlowWork, JOB, prepareEffects } from './support/slow-work';

const LIMIT_MS = 30_000;

describe('A worker that is paused until its leases have ended', () => {
  const chance = new Chance('paused-worker');
  let databases: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterAll(() => databases.drop());

  const effects = () =>
    database.rows<{ writer: string; times: number }>('SELECT writer, times FROM effect ORDER BY name');
  const timedRow = () => database.row('SELECT next_run_at, last_run_at, last_error FROM platform_timed_job');
  const writers = async () => (await effects()).map(({ writer }) => writer);

  /** Pauses the first of two workers until the second has its work, continues it, and returns who wrote last. */
  const pauseAndContinue = async (fenced: 'yes' | 'no', isSecondDone: boolean) => {
    await prepareEffects(database);
    await database.write('DELETE FROM platform_timed_job');
    const second = workerOn(database, { leaseSeconds: 1 });
    let finish: () => void = () => undefined;
    const workMayEnd = isSecondDone ? Promise.resolve() : new Promise<void>((resolve) => (finish = resolve));
    const started = new Set<string>();
    defineSlowWork(second, database, {
      writer: 'second',
      fenced: fenced === 'yes',
      async meanwhile(work) {
        started.add(work);
        await workMayEnd;
      },
    });
    await second.jobs.enqueue(JOB, {});
    const first = new Child('lease-holder.child.ts', { URL: databases.mainUrl, FENCED: fenced });
    try {
      await until(async () => first.messages.includes('holds both'), LIMIT_MS);
      first.signal('SIGSTOP');
      await first.isStopped();
      second.loop.start();
      await until(async () => started.size === 2, LIMIT_MS);
      if (isSecondDone) await until(async () => (await writers()).join() === 'second,second', LIMIT_MS);
      if (isSecondDone) await until(async () => (await timedRow())?.last_run_at !== null, LIMIT_MS);
      const before = await timedRow();
      first.signal('SIGCONT');
      first.send('go on');
      await until(
        async () => first.messages.includes('timed job ended') && /(^|,)job (ended|was)/.test(first.messages.join()),
        LIMIT_MS,
      );
      const after = await timedRow();
      finish();
      await until(async () => (await second.jobs.backlog()).running === 0, LIMIT_MS);
      await second.loop.stop();
      return {
        messages: first.messages,
        writers: await writers(),
        timedWasTouched: JSON.stringify(before) !== JSON.stringify(after),
      };
    } finally {
      first.signal('SIGKILL');
      await first.ended;
      finish();
      await second.loop.stop();
    }
  };

  it('changes nothing, and its results are rejected', async () => {
    const rounds = roundsOf({ short: 2, full: 15 });
    for (let round = 0; round < rounds; round++) {
      const {
        messages,
        writers: lastWriters,
        timedWasTouched,
      } = await pauseAndContinue('yes', chance.below(2) === round % 2);
      expect(messages).toContain('job was rejected');
      expect([lastWriters, timedWasTouched]).toEqual([['second', 'second'], false]);
    }
    const naive = await pauseAndContinue('no', true);
    expect(naive.writers).toEqual(['first', 'first']);
    report({
      fault: 'a worker paused until another worker has claimed its job and its timed job',
      rounds,
      losses: 0,
      control: 'effects written without a fencing token: 2 of 2 overwritten',
    });
  });
});
