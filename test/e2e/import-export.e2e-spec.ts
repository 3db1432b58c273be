import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, type UserId } from '@platform/ids/ids';
import { entriesOf, exportedArchive, jsonOf, type Entries } from '@test/support/downloaded-export';
import { archiveOf, resigned, resignedWith, withEntry } from '@test/support/rewritten-archive';
import { richUser } from '@test/support/rich-user';
import { TestApi, type TestUser } from '@test/support/test-api';
import { startTwoNodes, type TwoNodes } from '@test/support/two-nodes';
import { exportOf } from '@test/support/user-data';

/** What a new account of another installation cannot take over: its ID, its address, and its own times. */
const CHANGED = {
  'users.account account': ['id', 'avatarUrl', 'createdAt', 'email', 'lastActiveOn', 'updatedAt'],
  'preferences preferences': ['updatedAt'],
};
/** What only the installation where it happened, or the user, can have. */
const SKIPPED = [
  'access role',
  'auth.api-keys apiKey',
  'auth.password password',
  'auth.second-factor smsFactor',
  'auth.sessions session',
  'auth.throttling knownNetwork',
  'communications.deliveries delivery',
  'communications.inbox inbox',
  'communications.inbox notification',
  'events activity',
  'jobs job',
  'mail mail',
  'one-time oneTimeToken',
  'privacy.exports export',
  'sms textMessage',
  'users.phone phone',
  'vault encryptionKey',
];

const ACCOUNT = 'data/users.account/account.json';
const PERSONAL = 'data/users.personal/personal.json';
const PREFERENCES = 'data/preferences/preferences.json';

describe('userkeep users import-export', () => {
  let nodes: TwoNodes;
  let target: TestApi;
  let folder: string;
  let file: string;
  let source: TestUser;
  let entries: Entries;

  beforeAll(async () => {
    nodes = await startTwoNodes();
    target = await TestApi.start();
    source = await richUser(nodes, { username: 'ada', locale: 'de' });
    folder = await mkdtemp(join(tmpdir(), 'userkeep-import-'));
    file = join(folder, 'export.zip');
    const archive = await exportedArchive(nodes.api, source);
    entries = await entriesOf(archive);
    await writeFile(file, archive);
  });
  afterAll(async () => {
    await nodes.stop();
    await target.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const run = async (...options: string[]) => {
    const report = join(folder, `${newId()}.json`);
    const answer = await target.command(['users', 'import-export', file, ...options, '--report', report]);
    const content = await readFile(report, 'utf8').catch(() => 'null');
    return { ...answer, report: JSON.parse(content) };
  };
  const dataOf = (path: string): any[] => jsonOf(entries, path);
  let changed: Entries;
  beforeEach(() => {
    changed = entries;
  });
  /** Writes the archive with other records, which their schema allows. Earlier changes of the same test stay. */
  const withRecords = async (path: string, records: object[]) => {
    const schemaPath = path.replace(/^data\/(.*)\.json$/, 'schemas/$1.schema.json');
    const { $schema } = jsonOf(entries, schemaPath);
    changed = resignedWith(changed, schemaPath, Buffer.from(JSON.stringify({ $schema })));
    const lines = records.map((record) => JSON.stringify(record)).join(',\n');
    changed = resignedWith(changed, path, Buffer.from(`[\n${lines}\n]\n`));
    changed = resigned(changed, (manifest) => {
      for (const entry of manifest.entries) if (entry.path === path) entry.records = records.length;
    });
    await writeFile(file, await archiveOf(changed));
  };
  const changedIn = ({ changed }: any): Record<string, string[]> =>
    Object.fromEntries(
      changed.flatMap(({ provider, kind, fields }: any) => {
        const names = Object.keys(fields).sort();
        return names.length > 0 ? [[`${provider} ${kind}`, names]] : [];
      }),
    );

  it('creates an account that is equal to the export, except for the IDs and times in its report', async () => {
    const { exitCode, report, out } = await run('--new', 'ada@new.example');
    expect(exitCode).toBe(0);
    const sorted = Object.fromEntries(Object.entries(CHANGED).map(([kind, names]) => [kind, [...names].sort()]));
    expect(changedIn(report)).toEqual(sorted);
    expect(report).toMatchObject({ exportedUserId: source.id, changed: expect.any(Array) });
    const skipped = report.kinds.filter(({ imported }: any) => imported === 0);
    // Whether a mail was sent or a notification created before the export is a matter of time.
    expect(SKIPPED).toEqual(expect.arrayContaining(skipped.map(({ provider, kind }: any) => `${provider} ${kind}`)));
    expect(skipped.length).toBeGreaterThanOrEqual(SKIPPED.length - 6);
    for (const { missing } of report.changed) expect(missing).toBe(0);
    for (const { from, to, field } of report.changedValues) expect([field, from === to]).toEqual([field, false]);
    expect(report.changedValues).toContainEqual(
      expect.objectContaining({ kind: 'account', field: 'id', from: source.id, to: report.userId }),
    );
    expect(out.join('\n')).toContain('  users.personal personal: 1 imported');
    expect(out.join('\n')).toContain('  access role: 1 skipped. Only an administrator assigns roles.');
    // Checked without the report.
    const again = JSON.parse(JSON.stringify(await exportOf(target.app, report.userId as UserId)));
    expect(again['users.personal'].personal).toEqual(dataOf('data/users.personal/personal.json'));
    expect(again['auth.security-notices']).toEqual(
      entries.has('data/auth.security-notices/knownOrigins.json')
        ? { knownOrigins: dataOf('data/auth.security-notices/knownOrigins.json') }
        : undefined,
    );
    expect(without(again.preferences.preferences, CHANGED['preferences preferences'])).toEqual(
      without(dataOf('data/preferences/preferences.json'), CHANGED['preferences preferences']),
    );
    expect(without(again['users.account'].account, CHANGED['users.account account'])).toEqual(
      without(dataOf('data/users.account/account.json'), CHANGED['users.account account']),
    );
    expect(again['users.account']).toMatchObject({
      account: [{ username: 'ada', locale: 'de', email: 'ada@new.example', emailVerified: false }],
      avatar: ['avatar.webp'],
    });
  });

  function without(records: readonly Record<string, unknown>[], fields: readonly string[]): unknown[] {
    return records.map((record) =>
      Object.fromEntries(Object.entries(record).filter(([name]) => !fields.includes(name))),
    );
  }

  it('adds nothing twice when it is run again', async () => {
    const { id } = await target.register('twice');
    const first = await run('--user', id);
    const before = await stateOf(id);
    const second = await run('--user', id);
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(await stateOf(id)).toEqual(before);
    expect(second.report.kinds).toContainEqual(
      expect.objectContaining({ kind: 'personal', imported: 0, skipped: { 'The account already has this.': 1 } }),
    );
  });

  /** Without what every import records about itself, and mails that are being sent. */
  async function stateOf(id: UserId): Promise<unknown> {
    const { events: _, jobs: __, mail: ___, 'one-time': ____, ...all } = await exportOf(target.app, id);
    const [account] = all['users.account'].account;
    return { ...all, 'users.account': { ...account, avatarUrl: undefined, updatedAt: undefined } };
  }

  it('reports what the account cannot take over', async () => {
    const { id } = await target.register('taken', { username: 'existing-user' });
    const personal = Buffer.from('[\n{"familyName":1}\n]\n');
    await writeFile(file, await archiveOf(resignedWith(entries, PERSONAL, personal)));
    const refused = await run('--user', id);
    expect([refused.exitCode, refused.complaints]).toEqual([
      3,
      [expect.stringContaining('data/users.personal/personal.json is not valid: record 1 does not match its schema')],
    ]);
    await writeFile(file, await archiveOf(entries));
    const { report, exitCode } = await run('--user', id);
    expect(exitCode).toBe(0);
    expect(report.kinds).toContainEqual({
      provider: 'users.account',
      kind: 'account',
      imported: 1,
      skipped: {},
    });
    // The rest of the profile is imported, and the report names the difference.
    const profile = (await exportOf(target.app, id))['users.account'].account[0];
    expect(profile).toMatchObject({ username: 'existing-user', displayName: expect.any(String) });
    const fields = expect.objectContaining({ username: 1 });
    expect(report.changed).toContainEqual(expect.objectContaining({ provider: 'users.account', fields }));
  });

  it('imports only what the user may write here, and names what is left out', async () => {
    const admin = await target.administrator();
    const setSchema = async (path: string, properties: object) => {
      const body = { schema: { properties } };
      expect((await target.call('PUT', path, { token: admin.token, body })).status).toBe(200);
    };
    await setSchema('/v1/admin/attribute-schema', {
      color: { type: 'string' },
      size: { type: 'integer' },
      score: { type: 'integer', 'x-access': { read: ['admin'], write: ['admin'] } },
    });
    await setSchema('/v1/admin/preference-schemas/shop', {
      layout: { type: 'string' },
      plan: { type: 'string', 'x-access': { write: ['app:users.write'] } },
    });
    const [personal] = dataOf(PERSONAL);
    const attributes = { color: 'red', size: 'large', score: 7 };
    await withRecords(PERSONAL, [{ ...personal, givenName: 'Ada', attributes }]);
    const shop = { namespace: 'shop', values: { layout: 'list', plan: 'enterprise', 'No key': 1 }, updatedAt: 'x' };
    await withRecords(PREFERENCES, [...dataOf(PREFERENCES), shop]);
    const { id, token } = await target.register('limited');
    const { exitCode, report, out } = await run('--user', id);
    expect(exitCode).toBe(0);
    const read = async (path: string) => (await target.call('GET', path, { token })).body;
    expect(await read('/v1/me/personal')).toMatchObject({ givenName: 'Ada', attributes: { color: 'red' } });
    const { body: seen } = await target.call('GET', `/v1/admin/users/${id}/personal`, { token: admin.token });
    expect(seen.attributes).toEqual({ color: 'red' });
    expect((await read('/v1/me/preferences/shop')).values).toEqual({ layout: 'list' });
    const second = dataOf(PREFERENCES).length + 1;
    const leftOut = report.leftOut.map(({ path, record, pointer }: any) => `${path} ${record} ${pointer}`);
    expect(leftOut.sort()).toEqual([
      `${PREFERENCES} ${second} /*`,
      `${PREFERENCES} ${second} /plan`,
      `${PERSONAL} 1 /attributes/score`,
      `${PERSONAL} 1 /attributes/size`,
    ]);
    expect(out).toContain(`  ${PREFERENCES}, record ${second}, /plan: You are not allowed to change this key.`);
    expect(JSON.stringify([report, out])).not.toMatch(/enterprise|large/);
  });

  it('leaves out what a request could not contain either', async () => {
    const [personal] = dataOf(PERSONAL);
    const [account] = dataOf(ACCOUNT);
    const wrong = { phoneNumbers: 'text', addresses: 7, attributes: [1], birthDate: 'not a date' };
    const deep = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`);
    await withRecords(PERSONAL, [{ ...personal, ...wrong, givenName: 'Ada', familyName: { a: 1 } }]);
    await withRecords(ACCOUNT, [{ ...account, username: null, displayName: { a: 1 }, bio: 'Numbers', locale: 7 }]);
    const { id, token } = await target.register('wrong');
    const { exitCode, report } = await run('--user', id);
    expect(exitCode).toBe(0);
    const pointers = report.leftOut.map(({ path, pointer }: any) => `${path} ${pointer}`).sort();
    expect(pointers).toEqual([
      `${ACCOUNT} /displayName`,
      `${ACCOUNT} /locale`,
      ...['addresses', 'attributes', 'birthDate', 'familyName', 'phoneNumbers'].map((field) => `${PERSONAL} /${field}`),
    ]);
    const read = (path: string) => target.call('GET', path, { token });
    expect((await read('/v1/me/personal')).body).toMatchObject({
      givenName: 'Ada',
      familyName: null,
      phoneNumbers: [],
    });
    expect((await read('/v1/me')).body).toMatchObject({ bio: 'Numbers', locale: 'en', displayName: null });
    // A record whose row would not be valid is skipped.
    await withRecords(ACCOUNT, dataOf(ACCOUNT));
    for (const [more, reason] of [
      [{ version: 'first' }, 'The record does not contain a valid version.'],
      [{ updatedAt: 'yesterday' }, 'The record does not contain a valid updatedAt.'],
      [{ attributes: { deep } }, 'The JSON is nested deeper than 32 levels.'],
    ] as const) {
      await withRecords(PERSONAL, [{ ...personal, ...more }]);
      const other = await target.register(`wrong-${Object.keys(more).join()}`);
      expect((await run('--user', other.id)).report.kinds).toContainEqual(
        expect.objectContaining({ kind: 'personal', imported: 0, skipped: { [reason]: 1 } }),
      );
    }
  });

  it('refuses an account that waits for its erasure', async () => {
    const { id, token } = await target.register('leaving');
    expect((await target.call('DELETE', '/v1/me', { token })).status).toBe(202);
    const { exitCode, complaints } = await run('--user', id);
    expect([exitCode, complaints]).toEqual([
      1,
      [`The account ${id} is scheduled for erasure. Cancel the deletion before you import data.`],
    ]);
  });

  it('imports nothing from an archive that is not as it was signed, or that no trusted key has signed', async () => {
    const { id } = await target.register('untouched');
    const before = await stateOf(id);
    await writeFile(file, await archiveOf(withEntry(entries, 'summary.html', Buffer.from('x'))));
    expect((await run('--user', id)).exitCode).toBe(3);
    await writeFile(file, await archiveOf(entries));
    const own = await target.call('GET', '/.well-known/userkeep-document-keys.json');
    const keys = join(folder, 'keys.json');
    await writeFile(keys, own.text);
    const untrusted = await run('--user', id, '--keys', keys);
    expect([untrusted.exitCode, untrusted.complaints.join()]).toEqual([3, expect.stringContaining('not one of your')]);
    expect(await stateOf(id)).toEqual(before);
  });

  it('needs an account that exists, or an address that no account has', async () => {
    const complaintOf = async (...options: string[]) => {
      const { exitCode, complaints } = await run(...options);
      return [exitCode, complaints.join()];
    };
    expect(await complaintOf()).toEqual([1, 'Give either --user or --new.']);
    const unknown = newId();
    expect(await complaintOf('--user', unknown)).toEqual([1, `There is no user with the ID ${unknown}.`]);
    expect((await complaintOf('--user', 'x'))[0]).toBe(1);
    const { email } = await target.register('exists');
    expect((await complaintOf('--new', email))[0]).toBe(1);
  });
});
