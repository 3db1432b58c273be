import { BatchWriter } from '@features/import/run/batch-writer';
import { ImportLedger } from '@features/import/run/import-ledger.repository';
import { RecordFilter } from '@features/import/run/record-filter';
import { CredentialRepository } from '@features/auth/password/credential.repository';
import { UserImporter } from '@features/users';
import { Events } from '@platform/event-log/events';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { Vault } from '@platform/vault/vault';
import { countsOf, ImportFiles, newUsers, expectedCounts } from '@test/support/import-files';
import { TestApi } from '@test/support/test-api';

/** A batch has 300 records. */
const THREE_BATCHES = 700;

describe('An import that is interrupted', () => {
  let api: TestApi;
  let files: ImportFiles;

  beforeEach(async () => {
    // Without a worker, so that the published events stay and can be counted.
    api = await TestApi.start({ WORKER_IN_API: 'false' });
    files = new ImportFiles();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await api.stop();
    files.remove();
  });

  const run = (file: string) => api.command(['import', 'users', file]);

  const steps: [string, () => jest.SpyInstance][] = [
    ['filter the records', () => jest.spyOn(RecordFilter.prototype, 'run')],
    ['create the keys', () => jest.spyOn(Vault.prototype, 'createUserKeys')],
    ['seal', () => jest.spyOn(UserImporter.prototype, 'seal')],
    ['add an account', () => jest.spyOn(UserImporter.prototype, 'create')],
    ['add a password', () => jest.spyOn(CredentialRepository.prototype, 'addLegacyHash')],
    ['publish the event', () => jest.spyOn(Events.prototype, 'publish')],
    ['add a rejected record', () => jest.spyOn(ImportLedger.prototype, 'addRefusal')],
    ['record its progress', () => jest.spyOn(ImportLedger.prototype, 'advance')],
    ['complete the import', () => jest.spyOn(ImportLedger.prototype, 'finish')],
  ];

  it.each(steps)('resumes without gaps or duplicates after it failed to %s', async (step, spyOn) => {
    const users = newUsers(THREE_BATCHES, 'steps');
    users[10] = { email: 'invalid' };
    users[400] = { email: 'also invalid' };
    const file = files.write(users);
    const spy = spyOn();
    let batches = 0;
    const write = BatchWriter.prototype.write;
    jest.spyOn(BatchWriter.prototype, 'write').mockImplementation(async function (this: BatchWriter, batch) {
      if (++batches === 2) spy.mockRejectedValueOnce(new Error('injected'));
      return write.call(this, batch);
    });
    const isLast = step === 'complete the import';
    const failed = await run(file);
    expect(failed.exitCode).toBe(1);
    expect(failed.complaints[0]).toContain('injected');
    const after = await countsOf(api);
    expect(after.accounts).toBe(isLast ? 698 : 299);
    jest.restoreAllMocks();
    const { exitCode, lines, out } = await files.importWithReport(api, file);
    expect(exitCode).toBe(3);
    expect(out[0]).toBe('698 users were imported.');
    expect(lines.map(({ record }: any) => record)).toEqual([11, 401]);
    const counts = await countsOf(api);
    // An unfinished batch may leave unused keys, which decrypt nothing.
    expect(counts).toMatchObject(expectedCounts(698, { refusals: 2, keys: expect.any(Number) }));
    expect(counts.keys! - 698).toBeLessThanOrEqual(300);
  });

  it('recognises a committed batch although the commit response was lost', async () => {
    const concludeTransaction = ConnectionPool.prototype.conclude;
    const write = BatchWriter.prototype.write;
    let [batches, lost] = [0, 0];
    jest.spyOn(BatchWriter.prototype, 'write').mockImplementation(async function (this: BatchWriter, batch) {
      batches++;
      return write.call(this, batch);
    });
    jest.spyOn(ConnectionPool.prototype, 'conclude').mockImplementation(async function (this: any, connection, sql) {
      const done = await concludeTransaction.call(this, connection, sql);
      if (sql !== 'COMMIT' || batches !== 2 || lost > 0) return done;
      lost++;
      throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    });
    const outcome = await run(files.write(newUsers(THREE_BATCHES, 'commits')));
    expect(outcome).toMatchObject({ exitCode: 0, complaints: [] });
    expect(lost).toBe(1);
    expect(await countsOf(api)).toMatchObject(expectedCounts(THREE_BATCHES));
  });

  it('is run by one of two that start at once, and the other one reports that', async () => {
    const file = files.write(newUsers(6000, 'both'));
    const outcomes = await Promise.all([run(file), run(file)]);
    expect(outcomes.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1]);
    const other = outcomes.find(({ exitCode }) => exitCode === 1);
    expect(other?.complaints).toContain(
      'Another process is importing this file. Wait until it has finished, then try again.',
    );
    expect(await countsOf(api)).toMatchObject(expectedCounts(6000));
  });

  it('stops when another run has taken its lease, with nothing written twice', async () => {
    const file = files.write(newUsers(THREE_BATCHES, 'leases'));
    const write = BatchWriter.prototype.write;
    let batches = 0;
    jest.spyOn(BatchWriter.prototype, 'write').mockImplementation(async function (this: BatchWriter, batch) {
      if (++batches === 2) await api.app.get(Database).write('UPDATE import_file SET lease = lease + 1');
      return write.call(this, batch);
    });
    const outcome = await run(file);
    expect(outcome).toMatchObject({
      exitCode: 1,
      complaints: ['Another process has taken over the import of this file.'],
    });
    expect((await countsOf(api)).accounts).toBe(300);
    jest.restoreAllMocks();
    await api.app.get(Database).write('UPDATE import_file SET lease_until = UTC_TIMESTAMP(3)');
    expect((await run(file)).exitCode).toBe(0);
    expect(await countsOf(api)).toMatchObject(expectedCounts(THREE_BATCHES, { keys: expect.any(Number) }));
  });
});
