import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '@platform/persistence/database';
import { countsOf, ImportFiles, newUsers, expectedCounts } from '@test/support/import-files';
import { ProductProcess } from '@test/support/product-process';
import { TestApi } from '@test/support/test-api';

const USERS = 6000;

describe('An import whose process ends', () => {
  let api: TestApi;
  const files = new ImportFiles();
  const running: ProductProcess[] = [];

  beforeAll(async () => {
    ProductProcess.build();
    api = await TestApi.start({ WORKER_IN_API: 'false' });
  });
  afterAll(async () => {
    await Promise.all(running.map((process) => process.stop('SIGKILL')));
    await api.stop();
    files.remove();
  });

  const start = (file: string) => {
    const process = ProductProcess.command(['import', 'users', file], api.settings);
    running.push(process);
    return process;
  };
  const recordsBehind = async () =>
    (await api.app.get(Database).row<{ records: number }>('SELECT MAX(records) AS records FROM import_file'))
      ?.records ?? 0;
  /** Waits until the import is further than that, or has ended. */
  const untilImported = async (records: number, process: ProductProcess) => {
    let ended = false;
    void process.exited.then(() => (ended = true));
    while (!ended && (await recordsBehind()) <= records) await pause(5);
  };
  /** A killed run keeps its lease for a few seconds; waiting for that once is enough. */
  const expireLeases = () =>
    api.app.get(Database).write('UPDATE import_file SET lease_until = lease_until - INTERVAL 1 MINUTE');

  it('resumes after kill -9 at any time and imports exactly the users of the file', async () => {
    const users = newUsers(USERS, 'killed');
    users[4321] = { email: 'invalid' };
    const file = files.write(users);
    let kills = 0;
    for (const delay of [0, 7, 19, 40, 61]) {
      const before = await recordsBehind();
      const process = start(file);
      await untilImported(before, process);
      await pause(delay);
      if ((await process.stop('SIGKILL')) === null) kills++;
      if (kills > 1) await expireLeases();
      const importedCount = await recordsBehind();
      expect(importedCount).toBeGreaterThan(before);
      // Every batch is complete or absent.
      const refused = importedCount > 4321 ? 1 : 0;
      expect(await countsOf(api)).toMatchObject(
        expectedCounts(importedCount - refused, { refusals: refused, keys: expect.any(Number) }),
      );
    }
    expect(kills).toBe(5);
    expect(await recordsBehind()).toBeLessThan(USERS);
    const last = start(file);
    expect(await last.exited).toBe(3);
    expect(last.output).toContain('5,999 users were imported.');
    expect(last.output).toContain('bad_email: 1');
    expect(await countsOf(api)).toMatchObject(expectedCounts(USERS - 1, { refusals: 1, keys: expect.any(Number) }));
    const names = await api.app.get(Database).rows<{ username: Buffer }>('SELECT username FROM users_account');
    const expected = users.flatMap(({ username }) => username ?? []);
    expect(new Set(names.map(({ username }) => username.toString()))).toEqual(new Set(expected));
  }, 120_000);

  it('stops between two batches on Ctrl-C, says how to resume, and resumes at once', async () => {
    const file = files.write(newUsers(USERS, 'stopped'));
    const earlier = (await countsOf(api)).accounts as number;
    const interrupted = start(file);
    const importedCount = async () => ((await countsOf(api)).accounts as number) - earlier;
    while ((await importedCount()) === 0) await pause(5);
    expect(await interrupted.stop('SIGINT')).toBe(130);
    expect(interrupted.output).toContain('Interrupted. Run the same command again to resume.');
    const imported = await importedCount();
    expect(imported % 300).toBe(0);
    expect(imported).toBeLessThan(USERS);
    const last = start(file);
    expect(await last.exited).toBe(0);
    expect(await importedCount()).toBe(USERS);
  }, 120_000);
});
