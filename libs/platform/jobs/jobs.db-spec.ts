import { Chance } from '@test/support/chance';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { Database } from '@platform/persistence/database';
import { newId } from '@platform/ids/ids';
import { GiveUp } from './give-up';
import './jobs.tables';
import { slotsFor, until, workerOn, type TestWorker } from './worker.test-support';

describe('Jobs', () => {
  let databases: TestDatabases;
  let database: Database;
  let workers: TestWorker[] = [];

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.loop.stop()));
    workers = [];
    await database.write('DELETE FROM platform_job');
  });
  afterAll(() => databases.drop());

  const worker = (settings = {}) => {
    const made = workerOn(database, settings);
    workers.push(made);
    return made;
  };
  const left = async () => {
    const { ready, running } = await (workers[0] as TestWorker).jobs.backlog();
    return ready + running;
  };

  it('are not left by a change that was rolled back', async () => {
    const { jobs } = worker();
    jobs.define({ name: 'noop', handle: async () => undefined });
    const change = database.transactions.run(async () => {
      await jobs.enqueue('noop', {});
      throw new Error('no');
    });
    await expect(change).rejects.toThrow('no');
    expect(await left()).toBe(0);
  });

  it('are rejected without a definition, as is a second definition', async () => {
    const { jobs } = worker();
    await expect(jobs.enqueue('unheard', {})).rejects.toThrow('unheard');
    jobs.define({ name: 'noop', handle: async () => undefined });
    expect(() => jobs.define({ name: 'noop', handle: async () => undefined })).toThrow('twice');
  });

  it('are enqueued once for an id that is given twice', async () => {
    const { jobs } = worker();
    jobs.define({ name: 'noop', handle: async () => undefined });
    const id = newId();
    await jobs.enqueue('noop', { n: 1 }, { id });
    await jobs.enqueue('noop', { n: 2 }, { id });
    expect(await left()).toBe(1);
  });

  it('do not run before their time', async () => {
    const { jobs, claims } = worker();
    jobs.define({ name: 'noop', handle: async () => undefined });
    await jobs.enqueue('noop', {}, { delayMs: 60_000 });
    expect(await claims.claim(slotsFor(['noop'], 10), newId())).toEqual([]);
  });

  it('keep the order of every user with two workers and random failures', async () => {
    const chance = new Chance('order of jobs');
    const seen: Record<string, number[]> = {};
    const running = new Set<string>();
    let overlaps = 0;
    const users = Array.from({ length: 6 }, newId);
    for (const { jobs } of [worker(), worker()]) {
      jobs.define<{ user: string; n: number }>({
        name: 'step',
        maxAttempts: 1000,
        handle: async ({ user, n }, { attempt }) => {
          const random = chance.ofRound((users.indexOf(user) * 12 + n) * 1000 + attempt);
          // Counted, because an error would only make the job run again.
          if (running.has(user)) overlaps++;
          running.add(user);
          for (let turns = random.below(8); turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
          running.delete(user);
          if (random.next() < 0.3) throw new Error('bad luck');
          (seen[user] ??= []).push(n);
        },
      });
    }
    const [{ jobs }] = workers as [TestWorker];
    const enqueueAll = async () => {
      for (let n = 0; n < 12; n++) {
        await Promise.all(users.map((user) => jobs.enqueue('step', { user, n }, { stream: user })));
      }
    };
    const enqueued = enqueueAll();
    workers.forEach(({ loop }) => loop.start());
    await enqueued;
    await until(async () => (await left()) === 0);
    for (const user of users) expect(seen[user]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(overlaps).toBe(0);
  });

  it('go to another worker when theirs is silent, and ignore its later result', async () => {
    const [silent, other] = [worker({ leaseSeconds: 1 }), worker({ leaseSeconds: 1 })];
    silent.jobs.define({ name: 'slow', handle: async () => undefined });
    await silent.jobs.enqueue('slow', { n: 1 });
    const [first] = await silent.claims.claim(slotsFor(['slow'], 1), newId());
    expect(await other.claims.claim(slotsFor(['slow'], 1), newId())).toEqual([]);
    let second: Awaited<ReturnType<typeof other.claims.claim>> = [];
    await until(async () => (second = await other.claims.claim(slotsFor(['slow'], 1), newId())).length === 1);
    expect(second[0]).toMatchObject({ id: first?.id, attempt: 2, fence: (first?.fence ?? 0) + 1 });
    for (const late of ['complete', 'release', 'extend'] as const) {
      expect(await silent.claims[late](first as NonNullable<typeof first>)).toBe(false);
    }
    expect(await silent.claims.markDead(first as NonNullable<typeof first>, 'late')).toBe(false);
    expect(await silent.claims.retryLater(first as NonNullable<typeof first>, 1, 'late')).toBe(false);
    expect(await other.jobs.backlog()).toMatchObject({ running: 1, ready: 0, dead: 0 });
    expect(await other.claims.complete(second[0] as NonNullable<typeof first>)).toBe(true);
  });

  it('stay with a worker that takes longer than the lease', async () => {
    const [first, second] = [worker({ leaseSeconds: 1 }), worker({ leaseSeconds: 1 })];
    let runs = 0;
    let finish: (() => void) | undefined;
    first.jobs.define({
      name: 'long',
      handle: () => {
        runs++;
        return new Promise<void>((resolve) => (finish ??= resolve));
      },
    });
    await first.jobs.enqueue('long', {});
    first.loop.start();
    await until(() => finish !== undefined);
    const lease = await database.row<{ ends: Date }>('SELECT due_at AS ends FROM platform_job');
    const passed = 'SELECT 1 FROM platform_job WHERE ? + INTERVAL 1 SECOND < UTC_TIMESTAMP(3)';
    await until(async () => (await database.row(passed, [lease?.ends ?? null])) !== undefined);
    expect(await second.claims.claim(slotsFor(['long'], 1), newId())).toEqual([]);
    finish?.();
    await until(async () => (await left()) === 0);
    expect(runs).toBe(1);
  });

  it('are listed as dead after their last attempt, do not block later ones of their stream, and can be replayed', async () => {
    const { jobs, loop } = worker();
    const done: number[] = [];
    let isFixed = false;
    jobs.define<{ n: number }>({
      name: 'fragile',
      maxAttempts: 3,
      handle: async ({ n }) => {
        if (n === 1 && !isFixed) throw new Error('mail for ada@example.org refused');
        done.push(n);
      },
    });
    const stream = newId();
    const id = await jobs.enqueue('fragile', { n: 1 }, { stream });
    await jobs.enqueue('fragile', { n: 2 }, { stream });
    loop.start();
    await until(async () => (await left()) === 0);
    expect(done).toEqual([2]);
    const { items, cursor } = await jobs.dead({ limit: 10 });
    expect(items).toMatchObject([
      { id, name: 'fragile', stream, attempts: 3, lastError: 'Error: mail for [address] refused' },
    ]);
    expect(cursor).toBeUndefined();
    isFixed = true;
    await jobs.replay(id);
    await until(() => done.length === 2);
    await until(async () => (await jobs.dead({ limit: 10 })).items.length === 0);
    await expect(jobs.replay(id)).rejects.toMatchObject({ code: 'jobs.not_dead' });
  });

  it('that are dead are listed page by page', async () => {
    const { jobs, claims } = worker();
    jobs.define({ name: 'noop', handle: async () => undefined });
    for (let n = 0; n < 5; n++) await jobs.enqueue('noop', { n });
    for (const job of await claims.claim(slotsFor(['noop'], 10), newId())) await claims.markDead(job, 'no');
    const names: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await jobs.dead({ limit: 2, cursor });
      names.push(...page.items.map((item) => item.id));
      ({ cursor } = page);
    } while (cursor);
    expect(new Set(names).size).toBe(5);
  });

  it('of one stream do not run at once when a dead one is replayed while the next is running', async () => {
    const { jobs, claims } = worker();
    jobs.define({ name: 'noop', handle: async () => undefined });
    const stream = newId();
    const id = await jobs.enqueue('noop', { n: 1 }, { stream });
    await jobs.enqueue('noop', { n: 2 }, { stream });
    for (const job of await claims.claim(slotsFor(['noop'], 1), newId())) await claims.markDead(job, 'no');
    expect(await claims.claim(slotsFor(['noop'], 1), newId())).toMatchObject([{ payload: { n: 2 } }]);
    await jobs.replay(id);
    expect(await claims.claim(slotsFor(['noop'], 1), newId())).toEqual([]);
  });

  it('are dead if their last attempt killed the worker, instead of being retried forever', async () => {
    const { jobs, claims, loop } = worker({ leaseSeconds: 1 });
    let runs = 0;
    const told: unknown[] = [];
    const onDead = async (payload: unknown) => told.push(payload);
    jobs.define({ name: 'killer', maxAttempts: 1, handle: async () => runs++, onDead });
    await jobs.enqueue('killer', { n: 1 });
    await claims.claim(slotsFor(['killer'], 1), newId());
    loop.start();
    await until(async () => (await jobs.backlog()).dead === 1);
    expect([runs, told]).toEqual([0, [{ n: 1 }]]);
  });

  it('are released at once if they do not end in time for a stop', async () => {
    const { jobs, loop } = worker({ stopSeconds: 0 });
    let begun = false;
    let finish: () => void = () => undefined;
    jobs.define({
      name: 'endless',
      handle: async () => {
        begun = true;
        await new Promise<void>((resolve) => (finish = resolve));
      },
    });
    await jobs.enqueue('endless', {});
    loop.start();
    await until(() => begun);
    await loop.stop();
    expect(await jobs.backlog()).toMatchObject({ ready: 1, running: 0 });
    finish();
  });

  it('that are running are finished when the worker is stopped', async () => {
    const { jobs, loop } = worker();
    let finish: (() => void) | undefined;
    jobs.define({ name: 'short', handle: () => new Promise<void>((resolve) => (finish = resolve)) });
    await jobs.enqueue('short', {});
    loop.start();
    await until(() => finish !== undefined);
    const stopped = loop.stop();
    for (let n = 0; n < 30; n++) expect(await jobs.backlog()).toMatchObject({ running: 1 });
    finish?.();
    await stopped;
    expect(await left()).toBe(0);
  });

  it('do not overtake an earlier job that was committed while the claim was being read', async () => {
    const { jobs, claims } = worker();
    jobs.define({ name: 'noop', handle: async () => undefined });
    const stream = newId();
    for (const n of [1, 2]) await jobs.enqueue('noop', { n }, { stream });
    // The result of the locking statement if its snapshot is older than the first job.
    const [, second] = await database.rows<{ stream: Buffer }>('SELECT * FROM platform_job ORDER BY sequence');
    const stale = [{ ...second, stream: second?.stream.toString('hex') }];
    jest.spyOn(claims as never, 'lockCandidates').mockResolvedValueOnce(stale as never);
    expect(await claims.claim(slotsFor(['noop'], 1), newId())).toEqual([]);
  });

  it('carry any JSON unchanged', async () => {
    const { jobs, claims } = worker();
    jobs.define({ name: 'noop', handle: async () => undefined });
    const payloads = ['text', '"quoted"', 7, null, { b: 1, a: ['ä😀'] }];
    for (const payload of payloads) await jobs.enqueue('noop', payload);
    const claimed = await claims.claim(slotsFor(['noop'], 10), newId());
    expect(claimed.map(({ payload }) => payload)).toEqual(expect.arrayContaining(payloads));
  });

  it('start at once after the commit that enqueued them', async () => {
    const { jobs, loop } = worker();
    let done = 0;
    jobs.define({ name: 'quick', handle: async () => done++ });
    // An idle worker polls occasionally; this one would poll in twelve days.
    const nextSignal = jobs.wakeUp.next.bind(jobs.wakeUp);
    let idle = false;
    jobs.wakeUp.next = async () => {
      idle = true;
      await nextSignal(2 ** 30);
      idle = false;
    };
    loop.start();
    for (let n = 1; n <= 10; n++) {
      await until(async () => (await left()) === 0 && idle);
      await jobs.enqueue('quick', {});
      await until(() => done === n);
    }
  });

  it('start when a delay or the wait before a retry ends', async () => {
    const { jobs, loop } = worker({ backOffMs: 20 });
    jobs.define({
      name: 'second-time',
      handle: async (_payload, { attempt }) => {
        if (attempt === 1) throw new Error('not yet');
      },
    });
    const wakeUps = jest.spyOn(jobs.wakeUp, 'sendIn');
    await jobs.enqueue('second-time', {}, { delayMs: 20 });
    expect(wakeUps).toHaveBeenLastCalledWith(20);
    await jobs.wakeUp.next(60_000);
    loop.start();
    await until(async () => (await left()) === 0);
    expect(wakeUps).toHaveBeenCalledTimes(2);
    expect(wakeUps.mock.lastCall?.[0]).toBeGreaterThan(0);
  });

  it('are dead at once when their handler gives up', async () => {
    const { jobs, loop } = worker();
    let attempts = 0;
    jobs.define({
      name: 'hopeless',
      handle: async () => {
        attempts++;
        throw new GiveUp('no such mailbox');
      },
    });
    await jobs.enqueue('hopeless', {});
    loop.start();
    await until(async () => (await jobs.backlog()).dead === 1);
    expect(attempts).toBe(1);
    expect((await jobs.dead({ limit: 1 })).items[0]?.lastError).toBe('Error: no such mailbox');
  });
});
