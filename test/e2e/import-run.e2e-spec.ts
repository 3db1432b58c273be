import { statSync } from 'node:fs';
import { RecordFilter } from '@features/import/run/record-filter';
import { Database } from '@platform/persistence/database';
import { Jobs } from '@platform/jobs/jobs';
import { BCRYPT, countsOf, ImportFiles, newUsers, expectedCounts, type JsonRecord } from '@test/support/import-files';
import { TestApi } from '@test/support/test-api';

/** A batch has 300 records. */
const THREE_BATCHES = 700;

describe('An import', () => {
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

  const run = (file: string, ...options: string[]) => api.command(['import', 'users', file, ...options]);
  const reportOf = (file: string, ...options: string[]) => files.importWithReport(api, file, ...options);

  it('creates an account with all fields of the record', async () => {
    const administrator = await api.administrator();
    const record = {
      email: 'Ada@example.com',
      emailVerified: true,
      username: 'Ada',
      displayName: 'Ada Lovelace',
      locale: 'EN-gb',
      bio: 'Numbers,\nand what they could do.',
      createdAt: '2019-12-10T08:00:00.000Z',
      suspended: true,
      roles: ['support'],
      personal: { givenName: 'Ada', birthDate: '1815-12-10', phoneNumbers: [{ number: '+442079460958' }] },
      password: BCRYPT,
    };
    expect(await run(files.write([record]))).toMatchObject({
      exitCode: 0,
      out: ['1 user was imported.', '0 records were rejected.'],
    });
    const { items } = (await api.call('GET', '/v1/admin/users?username=ada', { token: administrator.token })).body;
    expect(items[0]).toMatchObject({
      email: 'Ada@example.com',
      emailVerified: true,
      username: 'ada',
      displayName: 'Ada Lovelace',
      locale: 'en-GB',
      bio: record.bio,
      createdAt: record.createdAt,
      state: 'suspended',
      roles: ['support'],
    });
    const personal = await api.call('GET', `/v1/admin/users/${items[0].id}/personal`, { token: administrator.token });
    expect(personal.body).toMatchObject({ ...record.personal, familyName: null });
    const audit = await api.call('GET', `/v1/admin/audit?subjectId=${items[0].id}`, { token: administrator.token });
    // The newest two are from this test itself, which has read the account and the personal information.
    expect(audit.body.items.map(({ action, facts }: any) => [action, facts])).toEqual([
      ['users.personal_data_read', {}],
      ['users.personal_data_read', {}],
      ['access.roles_changed', { before: [], after: ['support'] }],
      ['users.registered', { by: 'import' }],
    ]);
  });

  it('accepts users without a password, and rejects the others with a reason each that contains no secret', async () => {
    await api.register('taken', { username: 'taken-name' });
    const bad: [string, JsonRecord | string][] = [
      ['not_json', '{"email":'],
      ['not_json', '{"email":"x@example.com","__proto__":{"admin":true}}'],
      ['not_json', '{"email":"x@example.com","email":"y@example.com"}'],
      ['not_a_user', '[1]'],
      ['no_email', { username: 'no-email' }],
      ['no_email', { email: '' }],
      ['invalid_field', { email: 5 }],
      ['bad_email', { email: 'mıke@example.com' }],
      ['bad_username', { email: 'a1@example.com', username: 'a b' }],
      ['bad_username', { email: 'a2@example.com', username: 'root' }],
      ['invalid_field', { email: 'a3@example.com', displayName: 'x'.repeat(101) }],
      ['invalid_field', { email: 'a4@example.com', shoeSize: 42 }],
      ['invalid_field', { email: 'a5@example.com', createdAt: 'yesterday' }],
      ['invalid_field', { email: 'c1@example.com', createdAt: '2999-01-01T00:00:00.000Z' }],
      ['invalid_field', { email: 'c2@example.com', createdAt: '0000-01-01T00:00:00.000Z' }],
      ['invalid_field', { email: 'a6@example.com', personal: { birthDate: '1815-02-30' } }],
      ['invalid_field', { email: 'a7@example.com', locale: '?' }],
      ['unknown_role', { email: 'a8@example.com', roles: ['wizard'] }],
      ['email_taken', { email: 'TAKEN@example.com' }],
      ['username_taken', { email: 'a9@example.com', username: 'Taken-Name' }],
      ['hash_too_costly', { email: 'b1@example.com', password: BCRYPT.replace('$04$', '$31$') }],
      ['hash_unreadable', { email: 'b2@example.com', password: BCRYPT.slice(0, 40) }],
      ['hash_unsupported', { email: 'b3@example.com', password: 'in the clear' }],
      ['external_system_unknown', { email: 'b4@example.com', password: { externalSystem: true } }],
    ];
    const accepted = [{ email: 'good@example.com' }, { email: 'first@example.com', username: 'first' }];
    const twice: [string, JsonRecord][] = [
      ['email_taken', { email: 'FIRST@example.com' }],
      ['username_taken', { email: 'second@example.com', username: 'FIRST' }],
    ];
    const all = [...bad, ...twice];
    const file = files.write([...accepted, ...all.map(([, record]) => record)]);
    const dry = await reportOf(file, '--dry-run');
    expect(dry.exitCode).toBe(3);
    expect(dry.out[0]).toBe('2 users would be imported, 2 of them without a password.');
    expect(await countsOf(api)).toMatchObject({ accounts: 1, keys: 1, refusals: 0 });
    const { exitCode, out, complaints, lines, text, path } = await reportOf(file);
    expect(exitCode).toBe(3);
    expect(lines).toEqual(dry.lines);
    expect(lines.map(({ record, line, reason }: any) => [record, line, reason])).toEqual(
      all.map(([reason], at) => [at + 3, at + 3, reason]),
    );
    expect(lines.every(({ sentence }: any) => /^[/A-Z].+\.$/.test(sentence))).toBe(true);
    expect(lines.find(({ reason }: any) => reason === 'bad_email').email).toBe('mıke@example.com');
    expect(text).not.toContain(BCRYPT.slice(7, 30));
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(out).toEqual(
      expect.arrayContaining(['2 users were imported, 2 of them without a password.', '26 records were rejected:']),
    );
    expect(out).toContain('  email_taken: 2');
    expect(complaints).toEqual([`Some records were rejected; see ${path}.`]);
    expect(await countsOf(api)).toMatchObject({ accounts: 3, keys: 3, passwords: 1, refusals: 26 });
  });

  it('imports the rest of a batch if a record is rejected, and does nothing for an imported file', async () => {
    await api.register('there');
    const users = newUsers(THREE_BATCHES, 'batch');
    users[350] = { email: 'there@example.com' };
    const file = files.write(users);
    const first = await reportOf(file);
    expect(first.exitCode).toBe(3);
    expect(first.lines).toEqual([
      {
        record: 351,
        line: 351,
        reason: 'email_taken',
        email: 'there@example.com',
        sentence: 'This email address is already used by an account or an earlier record of this file.',
      },
    ]);
    expect(first.progress.at(-1)).toMatch(/^\[#{24}\] 100 %, 699 users, [\d,]+\/s, 0 s left, 1 rejected$/);
    expect(await countsOf(api)).toMatchObject(expectedCounts(700, { refusals: 1 }));
    const again = await reportOf(file);
    expect(again.out[0]).toBe('This file was already imported; nothing was changed.');
    expect(again.lines).toEqual(first.lines);
    expect(await countsOf(api)).toMatchObject(expectedCounts(700, { refusals: 1 }));
  });

  it('imports the rest of a batch if a user registers concurrently, and leaves no unused key', async () => {
    const filterRecords = RecordFilter.prototype.run;
    jest.spyOn(RecordFilter.prototype, 'run').mockImplementationOnce(async function (this: RecordFilter, ...given) {
      const filtered = await filterRecords.apply(this, given);
      await api.register('race-7');
      await api.register('elsewhere', { username: 'race-9' });
      return filtered;
    });
    const { exitCode, lines } = await reportOf(files.write(newUsers(20, 'race')));
    expect(exitCode).toBe(3);
    expect(lines.map(({ record, reason }: any) => [record, reason])).toEqual([
      [8, 'email_taken'],
      [10, 'username_taken'],
    ]);
    expect(await countsOf(api)).toMatchObject(expectedCounts(20, { refusals: 2 }));
  });

  it('grants only roles that exist, even if one is removed meanwhile', async () => {
    const administrator = await api.administrator();
    const role = { name: 'editor', description: 'Edits', permissions: ['users.read'] };
    expect((await api.call('POST', '/v1/admin/roles', { token: administrator.token, body: role })).status).toBe(201);
    const filterRecords = RecordFilter.prototype.run;
    jest.spyOn(RecordFilter.prototype, 'run').mockImplementationOnce(async function (this: RecordFilter, ...given) {
      const filtered = await filterRecords.apply(this, given);
      expect(filtered.accepted).toHaveLength(2);
      await api.call('DELETE', '/v1/admin/roles/editor', { token: administrator.token });
      return filtered;
    });
    const users = [...newUsers(1, 'editors', { roles: ['editor'] }), ...newUsers(1, 'admins', { roles: ['admin'] })];
    const { lines } = await reportOf(files.write(users));
    expect(lines.map(({ record, reason }: any) => [record, reason])).toEqual([[1, 'unknown_role']]);
    const held = await api.app.get(Database).rows<{ role: string }>('SELECT role FROM access_user_role');
    expect(held.map((row) => row.role)).toEqual(['admin', 'admin']);
  });

  it('accepts the same file again in another format, and reports what it cannot read or write', async () => {
    const file = files.writeText(JSON.stringify(newUsers(2, 'lists')));
    expect((await run(file, '--from', 'django')).exitCode).toBe(3);
    expect((await run(file)).exitCode).toBe(0);
    expect((await run('/nowhere/users.ndjson')).complaints).toEqual(['The file /nowhere/users.ndjson cannot be read.']);
    expect((await run(files.folder)).complaints).toEqual([`The file ${files.folder} cannot be read.`]);
    expect((await run(file, '--report', '/nowhere/report')).complaints[0]).toContain('cannot be written');
    expect((await run(file, '--from', 'carrier-pigeon')).complaints[0]).toContain('Allowed choices are userkeep');
    const parameters = files.writeText('rounds: 8');
    expect((await run(file, '--firebase-parameters', parameters)).complaints[0]).toContain('must contain a signer key');
  });

  it('keeps the addresses of rejected users for 30 days', async () => {
    const { exitCode } = await run(files.write([{ email: 'not one' }, { email: 'nor this' }]));
    expect(exitCode).toBe(3);
    const database = api.app.get(Database);
    const age = 'UPDATE import_refusal SET refused_at = UTC_TIMESTAMP(3) - INTERVAL ? HOUR WHERE record = ?';
    await database.write(age, [30 * 24 + 1, 1]);
    await database.write(age, [30 * 24 - 1, 2]);
    await api.app.get(Jobs).timed.get('privacy.retention')?.run({ fence: 1 });
    expect(await database.rows('SELECT record FROM import_refusal')).toEqual([{ record: 2 }]);
    const sealed = await database.row<{ details_sealed: Buffer }>('SELECT details_sealed FROM import_refusal');
    expect(sealed?.details_sealed.toString('latin1')).not.toContain('nor this');
  });

  it('imports no usernames with --no-usernames', async () => {
    const file = files.write([{ email: 'spaces@example.com', username: 'with spaces' }]);
    expect((await run(file, '--no-usernames')).exitCode).toBe(0);
    const row = await api.app.get(Database).row<{ username: unknown }>('SELECT username FROM users_account');
    expect(row?.username).toBeNull();
  });
});
