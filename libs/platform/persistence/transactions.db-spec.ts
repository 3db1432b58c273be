import { AsyncLocalStorage } from 'node:async_hooks';
import { currentWork, systemWork, withWork } from '@platform/context/work-context';
import { createTestDatabases, type TestDatabases } from '@test/support/test-database';
import type { Database } from './database';
import { DeadlinePassed } from './failures';

describe('Transactions', () => {
  let databases: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    databases = await createTestDatabases();
    database = databases.main.database;
    await database.write('CREATE TABLE counter (id int PRIMARY KEY, n int NOT NULL)');
  });
  beforeEach(async () => {
    await database.write('DELETE FROM counter');
    await database.write('INSERT INTO counter VALUES (1, 0), (2, 0)');
  });
  afterAll(() => databases.drop());

  const counts = async () =>
    (await database.rows<{ n: number }>('SELECT n FROM counter ORDER BY id')).map((row) => row.n);

  it('roll everything back when the work fails, including an inner unit of work', async () => {
    const work = database.transactions.run(async () => {
      await database.transactions.run(() => database.write('UPDATE counter SET n = 7 WHERE id = 1'));
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await counts()).toEqual([0, 0]);
  });

  it('retry real deadlocks until every unit of work has happened once', async () => {
    const units = Array.from({ length: 60 }, (_, i) =>
      database.transactions.run(async () => {
        const order = i % 2 ? [1, 2] : [2, 1];
        for (const id of order) await database.write('UPDATE counter SET n = n + 1 WHERE id = ?', [id]);
      }),
    );
    await Promise.all(units);
    expect(await counts()).toEqual([60, 60]);
  });

  it('run afterCommit callbacks after the commit, and none after a failure', async () => {
    const seen: string[] = [];
    await database.transactions.run(async () => {
      database.transactions.afterCommit(() => seen.push('committed'));
      await database.write('UPDATE counter SET n = 1 WHERE id = 1');
      expect(seen).toEqual([]);
    });
    const failing = database.transactions.run(async () => {
      database.transactions.afterCommit(() => seen.push('never'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow();
    expect(seen).toEqual(['committed']);
  });

  it('cache what was read outside a unit of work, and nothing that was read inside one', async () => {
    const kept: string[] = [];
    const remember = (what: string) => database.transactions.remember(() => kept.push(what));
    remember('outside');
    await database.transactions.run(async () => {
      remember('inside');
      await database.transactions.run(async () => remember('inside an inner unit'));
      await database.write('UPDATE counter SET n = 1 WHERE id = 1');
      remember('after a change');
    });
    remember('after the commit');
    expect(kept).toEqual(['outside', 'after the commit']);
  });

  it('do not give their connection to code that still runs after they have ended', async () => {
    let late: () => Promise<unknown> = async () => undefined;
    await database.transactions.run(async () => {
      await database.write('UPDATE counter SET n = 5 WHERE id = 1');
      const inside = AsyncLocalStorage.snapshot();
      late = () => inside(() => database.write('UPDATE counter SET n = 9 WHERE id = 1'));
    });
    await expect(late()).rejects.toThrow('has ended');
    expect(await counts()).toEqual([5, 0]);
  });

  it('do not repeat committed work because a callback after it fails', async () => {
    let ran = 0;
    const work = database.transactions.run(async () => {
      ran++;
      database.transactions.afterCommit(() => {
        throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      });
      await database.write('UPDATE counter SET n = n + 1 WHERE id = 1');
    });
    await expect(work).rejects.toThrow('gone');
    expect([ran, ...(await counts())]).toEqual([1, 1, 0]);
  });

  it('roll back when they are late, and keep the connection', async () => {
    const ids = async () => (await database.row<{ id: number }>('SELECT CONNECTION_ID() AS id'))?.id;
    const late = () =>
      withWork({ ...systemWork('late', 'late'), deadline: performance.now() + 100 }, () =>
        database.transactions.run(async () => {
          await database.write('UPDATE counter SET n = 8 WHERE id = 1');
          while (performance.now() < (currentWork()?.deadline ?? 0) + 1);
        }),
      );
    const before = await ids();
    await expect(late()).rejects.toThrow(DeadlinePassed);
    expect(await counts()).toEqual([0, 0]);
    expect(await ids()).toBe(before);
  });

  it('end a statement that runs past its deadline and on the server', async () => {
    // A computing statement instead of SLEEP: a server notices a closed connection while it waits, but not while it computes.
    const busy = "SELECT BENCHMARK(4000000000, SHA2('x', 512))";
    await expect(database.rows(busy)).rejects.toThrow(DeadlinePassed);
    // The view with the same data would read statements of other tests as text, and MySQL rejects bytes that are not text.
    const running = async () =>
      (await database.rows<{ Info: string | null; Command: string }>('SHOW FULL PROCESSLIST')).filter(
        ({ Info, Command }) => Info?.startsWith('SELECT BENCHMARK') && Command !== 'Killed',
      );
    const until = Date.now() + 5000;
    while ((await running()).length > 0 && Date.now() < until);
    expect(await running()).toEqual([]);
  });

  it('treat a full queue of the driver like a server that does not answer in time', async () => {
    const full = (answer: (error: Error) => void) => answer(new Error('Queue limit reached.'));
    const getConnection = jest.spyOn(database.pool.raw, 'getConnection').mockImplementation(full as never);
    await expect(database.row('SELECT 1')).rejects.toBeInstanceOf(DeadlinePassed);
    getConnection.mockRestore();
    expect(await database.row('SELECT 1 AS one')).toEqual({ one: 1 });
  });
});
