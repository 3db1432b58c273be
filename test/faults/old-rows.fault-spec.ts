import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { addressOf, ConnectionPool, schemaOf } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { PASSWORD, TestApi } from '@test/support/test-api';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { report } from './support/fault-run';
import { readDump, writeDump } from './support/sql-dump';

const RELEASES = join(__dirname, 'fixtures');
/** Decrypts only the rows of these tests. */
const MASTER_KEYS = `m1:${createHash('sha256').update('the rows of old releases').digest('base64')}`;
const PROFILE = { displayName: 'Ada Lovelace', bio: "Numbers; and it's “more” — 100 %\n🜁", locale: 'de' };
const PERSONAL = {
  givenName: 'Ada',
  familyName: 'Lovelace',
  birthDate: '1990-12-10',
  phoneNumbers: [{ number: '+442079460000', label: 'home' }],
  attributes: { shoeSize: 38 },
};

/**
 * The fixtures contain the rows of every release as SQL, and every later build must be able to upgrade and read them.
 * `WRITE_RELEASE=0.2.0 npm test -- test/faults/old-rows` writes the rows of the current build.
 */
describe('The rows of an old release', () => {
  const fill = async (api: TestApi) => {
    const admin = await api.administrator('old-admin');
    const user = await api.register('old-user', { username: 'old.user' });
    const closed = await api.register('old-closed');
    const schema = {
      schema: { properties: { shoeSize: { type: 'integer' } } },
    };
    const steps = [
      ['PUT', '/v1/admin/attribute-schema', admin, schema],
      ['PATCH', '/v1/me', user, PROFILE],
      ['PATCH', '/v1/me/personal', user, PERSONAL],
      ['POST', '/v1/activity', user, { action: 'app.old_days' }],
      ['POST', '/v1/admin/roles', admin, { name: 'old-role', description: 'x', permissions: ['users.read'] }],
      ['PUT', `/v1/admin/users/${user.id}/roles`, admin, { roles: ['old-role'] }],
      ['POST', `/v1/admin/users/${closed.id}/suspend`, admin, { reason: 'Long ago' }],
    ] as const;
    for (const [method, path, { token }, body] of steps) {
      const { status, text } = await api.call(method, path, { token, body });
      if (status > 204) throw new Error(`${method} ${path} was answered ${status}: ${text}`);
    }
  };

  const read = async (api: TestApi) => {
    const user = await api.login('OLD-user@example.com');
    const me = await api.call('GET', '/v1/me', { token: user.token });
    expect(me.body).toMatchObject({
      ...PROFILE,
      username: 'old.user',
      email: 'old-user@example.com',
      roles: ['old-role'],
    });
    const personal = await api.call('GET', '/v1/me/personal', { token: user.token });
    expect(personal.body).toMatchObject(PERSONAL);
    const activity = await api.call('GET', '/v1/me/activity?limit=100', { token: user.token });
    const actions = activity.body.items.map(({ action }: { action: string }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['users.registered', 'users.profile_changed', 'app.old_days', 'access.roles_changed']),
    );
    const change = activity.body.items.find(({ action }: { action: string }) => action === 'users.profile_changed');
    expect(change.changes.displayName).toEqual({ before: null, after: 'Ada Lovelace' });
    const closed = { email: 'old-closed@example.com', password: PASSWORD };
    expect((await api.call('POST', '/v1/auth/login', { body: closed })).body.code).toBe('auth.account_suspended');
    const admin = await api.login('old-admin@example.com');
    const users = await api.call('GET', '/v1/admin/users', { token: admin.token });
    expect(users.body.items).toHaveLength(3);
    // The rows can also be changed.
    const bio = { bio: 'Today' };
    expect((await api.call('PATCH', '/v1/me', { token: user.token, body: bio })).body.bio).toBe('Today');
  };

  /** Restores both databases as from a backup, then starts this build, which upgrades them. */
  const readFrom = async (folder: string) => {
    const name = `old_${randomBytes(6).toString('hex')}`;
    const schemas = [name, `${name}_keys`];
    let api: TestApi | undefined;
    try {
      for (const [i, file] of ['main.sql', 'keys.sql'].entries())
        await restore(urlOf(schemas[i] ?? ''), join(folder, file));
      api = await TestApi.start({ DATABASE_URL: urlOf(name), MASTER_KEYS });
      await read(api);
    } finally {
      await api?.stop();
      await dropSchemas(schemas);
    }
  };

  it('can be written and read again', async () => {
    const release = process.env.WRITE_RELEASE;
    const folder = release ? join(RELEASES, release) : mkdtempSync(join(tmpdir(), 'userkeep-rows-'));
    mkdirSync(folder, { recursive: true });
    const api = await TestApi.start({ MASTER_KEYS });
    try {
      await fill(api);
      await writeDump(api.app.get(Database), 'main', join(folder, 'main.sql'));
      await writeDump(api.app.get(KeysDatabase), 'keys', join(folder, 'keys.sql'));
    } finally {
      await api.stop();
    }
    await readFrom(folder);
  });

  it.each(readdirSync(RELEASES))('of %s can be upgraded, read and changed by this build', async (release) => {
    await readFrom(join(RELEASES, release));
    await expectLossDetected(release);
    const control = 'without the rows of one table: detected';
    report({ fault: `rows of ${release} upgraded by this build`, rounds: 1, losses: 0, control });
  });

  /** The control: lost rows must be detected. */
  const expectLossDetected = async (release: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'userkeep-rows-'));
    for (const file of ['main.sql', 'keys.sql']) {
      const lines = readFileSync(join(RELEASES, release, file), 'utf8').split(';\n');
      const kept = lines.filter((line) => !line.startsWith('REPLACE INTO `users_personal`'));
      writeFileSync(join(folder, file), kept.join(';\n'));
    }
    await expect(readFrom(folder)).rejects.toThrow('givenName');
  };
});

async function restore(url: string, file: string): Promise<void> {
  const connection = await createConnection(addressOf(urlOf('')));
  await connection.query(`CREATE DATABASE \`${schemaOf(url)}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  await connection.end();
  const database = new Database(new ConnectionPool(url, 2, { acquireMs: 10_000, statementMs: 20_000 }));
  try {
    await readDump(database, file);
  } finally {
    await database.close();
  }
}
