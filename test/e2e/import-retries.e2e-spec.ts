import { BatchWriter } from '@features/import/run/batch-writer';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { countsOf, ImportFiles, newUsers, expectedCounts, type JsonRecord } from '@test/support/import-files';
import { TestApi } from '@test/support/test-api';

const EXTERNAL_SYSTEM = { EXTERNAL_SYSTEM_URL: 'http://127.0.0.1:1/check', EXTERNAL_SYSTEM_SECRET: 'x'.repeat(32) };

describe('Rejected records of an import that are retried', () => {
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

  const again = (file: string, ...options: string[]) =>
    files.importWithReport(api, file, '--refused-again', ...options);
  const reasonsIn = (lines: { record: number; reason: string }[]) =>
    lines.map(({ record, reason }) => [record, reason]);
  const addRole = async () => {
    const { token } = await api.administrator();
    const body = { name: 'editor', description: 'Edits', permissions: ['users.read'] };
    expect((await api.call('POST', '/v1/admin/roles', { token, body })).status).toBe(201);
  };
  const waiting = (count: number, prefix: string): JsonRecord[] => newUsers(count, prefix, { roles: ['editor'] });

  it('are imported once what they lacked is available, and the others keep or change their reasons', async () => {
    const file = files.write([
      ...newUsers(1, 'there'),
      ...waiting(2, 'waiting'),
      { email: 'invalid' },
      { email: 'old@example.com', password: { externalSystem: true } },
      { email: 'late@example.com', roles: ['editor'] },
    ]);
    const first = await files.importWithReport(api, file);
    expect(reasonsIn(first.lines)).toEqual([
      [2, 'unknown_role'],
      [3, 'unknown_role'],
      [4, 'bad_email'],
      [5, 'external_system_unknown'],
      [6, 'unknown_role'],
    ]);
    const reported = await files.importWithReport(api, file);
    expect(reported.out.slice(0, 2)).toEqual([
      'This file was already imported; nothing was changed.',
      'Use --refused-again to retry the rejected records.',
    ]);
    await addRole();
    await api.register('late');
    const dry = await again(file, '--dry-run');
    expect(dry.out.slice(0, 3)).toEqual([
      'Rejected records that were tried again: 5.',
      '2 users would be imported.',
      '3 records would be rejected:',
    ]);
    expect((await countsOf(api)).refusals).toBe(5);
    const second = await again(file);
    expect(second.exitCode).toBe(3);
    expect(second.out.slice(0, 3)).toEqual([
      'Rejected records that were tried again: 5.',
      '2 users were imported.',
      '3 records were rejected:',
    ]);
    expect(second.lines).toEqual(dry.lines);
    expect(reasonsIn(second.lines)).toEqual([
      [4, 'bad_email'],
      [5, 'external_system_unknown'],
      [6, 'email_taken'],
    ]);
    const third = await api.command(['import', 'users', file, '--refused-again'], EXTERNAL_SYSTEM);
    expect(third.out.slice(1, 3)).toEqual(['1 user was imported.', '2 records were rejected:']);
    const complete = await files.importWithReport(api, file);
    expect(complete.out).toContain('4 users were imported.');
    expect(complete.out).toContain('2 records were rejected:');
  });

  it("are imported with Firebase's parameters, and with Auth0's hashes", async () => {
    const firebase = files.writeText(
      JSON.stringify({
        users: [{ email: 'fire@example.com', passwordHash: Buffer.alloc(64).toString('base64'), salt: 'c2FsdA==' }],
      }),
    );
    const parameters = files.writeText(
      JSON.stringify({
        signerKey: Buffer.alloc(64, 1).toString('base64'),
        saltSeparator: 'Bw==',
        rounds: 8,
        memCost: 14,
      }),
    );
    const before = await files.importWithReport(api, firebase, '--from', 'firebase');
    expect(reasonsIn(before.lines)).toEqual([[1, 'hash_parameters_missing']]);
    const after = await again(firebase, '--from', 'firebase', '--firebase-parameters', parameters);
    expect(after.out[1]).toBe('1 user was imported.');
    const auth0 = files.write([{ user_id: 'auth0|1', email: 'auth@example.com', username: 'with spaces' }]);
    const hashes = files.write([{ _id: { $oid: '1' }, passwordHash: newUsers(1, 'x')[0]!.password }]);
    expect((await files.importWithReport(api, auth0, '--from', 'auth0')).exitCode).toBe(3);
    const joined = await again(auth0, '--from', 'auth0', '--password-hashes', hashes, '--no-usernames');
    expect(joined).toMatchObject({ exitCode: 0, out: expect.arrayContaining(['0 records were rejected.']) });
    expect(joined.out[1]).toBe('1 user was imported.');
  });

  it('resume without gaps or duplicates after a failure or a lost commit response', async () => {
    const file = files.write([...waiting(700, 'many'), { email: 'invalid' }]);
    expect((await files.importWithReport(api, file)).lines).toHaveLength(701);
    await addRole();
    const write = BatchWriter.prototype.write;
    let batches = 0;
    jest.spyOn(BatchWriter.prototype, 'write').mockImplementation(async function (this: BatchWriter, batch) {
      if (++batches === 2) throw new Error('injected');
      return write.call(this, batch);
    });
    const failed = await api.command(['import', 'users', file, '--refused-again']);
    expect(failed.complaints[0]).toContain('injected');
    expect(await countsOf(api)).toMatchObject({ refusals: 401, accounts: 301 });
    jest.restoreAllMocks();
    const concludeTransaction = ConnectionPool.prototype.conclude;
    let lost = 0;
    batches = 0;
    jest.spyOn(BatchWriter.prototype, 'write').mockImplementation(async function (this: BatchWriter, batch) {
      batches++;
      return write.call(this, batch);
    });
    jest.spyOn(ConnectionPool.prototype, 'conclude').mockImplementation(async function (this: any, connection, sql) {
      const done = await concludeTransaction.call(this, connection, sql);
      if (sql !== 'COMMIT' || batches !== 1 || lost > 0) return done;
      lost++;
      throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
    });
    const { out, lines } = await again(file);
    expect(lost).toBe(1);
    expect(out.slice(0, 2)).toEqual(['Rejected records that were tried again: 401.', '400 users were imported.']);
    expect(reasonsIn(lines)).toEqual([[701, 'bad_email']]);
    // The administrator has an account too, which was not imported.
    expect(await countsOf(api)).toMatchObject(expectedCounts(701, { refusals: 1, keys: expect.any(Number) }));
  });

  it('are retried by one run at a time', async () => {
    const file = files.write(waiting(3000, 'both'));
    await files.importWithReport(api, file);
    await addRole();
    const words = ['import', 'users', file, '--refused-again'];
    const outcomes = await Promise.all([api.command(words), api.command(words)]);
    expect(outcomes.map(({ exitCode }) => exitCode).sort()).toEqual([0, 1]);
    const other = outcomes.find(({ exitCode }) => exitCode === 1);
    expect(other?.complaints).toContain(
      'Another process is importing this file. Wait until it has finished, then try again.',
    );
    expect(await countsOf(api)).toMatchObject(expectedCounts(3001));
  });

  it('can be retried after a complete import, while they are stored', async () => {
    const file = files.write([...newUsers(1, 'there'), { email: 'invalid' }]);
    const words = ['import', 'users', file, '--refused-again'];
    expect(await api.command(words)).toMatchObject({
      exitCode: 1,
      complaints: ['This file has not been imported completely. Import it without --refused-again first.'],
    });
    await files.importWithReport(api, file);
    await api.app.get(Database).write('DELETE FROM import_refusal');
    for (const more of [[], ['--dry-run']]) {
      expect(await api.command([...words, ...more])).toMatchObject({
        exitCode: 1,
        complaints: [
          'The rejected records of this file are no longer stored, because they are kept for 30 days only. Import the corrected records as a new file.',
        ],
      });
    }
    expect((await files.importWithReport(api, file)).out).not.toContain(
      'Use --refused-again to retry the rejected records.',
    );
    const complete = files.write(newUsers(1, 'whole'));
    await files.importWithReport(api, complete);
    expect((await api.command(['import', 'users', complete, '--refused-again'])).complaints).toEqual([
      'No record of this file was rejected, so there is nothing to retry.',
    ]);
  });
});
