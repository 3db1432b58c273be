import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ErasureRun } from '@features/privacy/erasure/run/erasure-run';
import { loadConfiguration } from '@platform/config/config';
import { Database } from '@platform/persistence/database';
import { UserRowSearch } from '@platform/user-rows/user-row-search';
import { TestApi, type TestUser } from '@test/support/test-api';
import { dropSchemas, urlOf } from '@test/support/test-database';
import { until } from '@test/support/two-nodes';

describe('A backup of a running product', () => {
  let api: TestApi;
  let folder: string;
  let key: string;
  let settings: NodeJS.ProcessEnv;
  let admin: TestUser;
  let alice: TestUser;
  let bob: TestUser;
  let carol: TestUser;
  let backup: string;

  const change = (user: TestUser, path: string, body: unknown) => api.call('PATCH', path, { token: user.token, body });
  const command = async (...args: string[]) => api.command(['backup', ...args], settings);
  const preferencesOf = async ({ token }: TestUser) =>
    (await api.call('GET', '/v1/me/preferences', { token })).body.items;
  const erasedAgain = ({ out }: { out: readonly string[] }) =>
    Number(/the erasure ledger: (\d+)/.exec(out.at(-1)!)?.[1]);
  const me = async ({ token }: TestUser) => (await api.call('GET', '/v1/me', { token })).body;

  /** The settings of another machine, which has no databases yet. */
  function emptyMachine() {
    const schema = `test_${randomBytes(6).toString('hex')}`;
    const second: NodeJS.ProcessEnv = {
      ...settings,
      DATABASE_URL: urlOf(schema),
      KEYS_DATABASE_URL: urlOf(`${schema}_keys`),
    };
    return { schema, second };
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backup-e2e-'));
    key = join(folder, 'key');
    api = await TestApi.start({ METRICS_TOKEN: 'of the tests' });
    settings = { BACKUP_DIR: join(folder, 'data'), BACKUP_KEYS_DIR: join(folder, 'keys') };
    settings.BACKUP_RECIPIENT = (await command('key', key)).out[0]!.split('=')[1];
    admin = await api.administrator();
    [alice, bob, carol] = [await api.register('alice'), await api.register('bob'), await api.register('carol')];
    for (const user of [alice, bob, carol]) {
      await change(user, '/v1/me', { bio: `The bio of ${user.email}` });
      await change(user, '/v1/me/preferences/theme', { dark: true, accent: user.email });
      await change(user, '/v1/me/personal', { givenName: `Given ${user.email}` });
    }
    backup = (await command('create')).out[0]!.split(':')[0]!;
  });
  afterAll(async () => {
    await api.stop();
    loadConfiguration({ NODE_ENV: 'test' });
    await rm(folder, { recursive: true });
  });

  it('brings back what one user lost, changes no other user, and can be repeated', async () => {
    await change(alice, '/v1/me', { bio: null });
    await change(alice, '/v1/me/preferences/theme', { dark: null, accent: null });
    await change(bob, '/v1/me', { bio: 'Changed after the backup' });
    const before = await me(bob);
    const restored = await command('restore', backup, '--key', key, '--user', alice.id);
    expect(restored).toMatchObject({ exitCode: 0 });
    expect(restored.out).toContainEqual('users.account: account: 1 restored, 0 unchanged, 0 not restored');
    expect(restored.out).toContainEqual('preferences: preferences: 1 restored, 0 unchanged, 0 not restored');
    expect(restored.out).toContainEqual('users.personal: personal: 0 restored, 1 unchanged, 0 not restored');
    expect(restored.out).toContainEqual(expect.stringMatching(/^auth\.sessions: session: 0 restored, \d unchanged/));
    expect(await me(alice)).toMatchObject({ bio: 'The bio of alice@example.com' });
    expect(await preferencesOf(alice)).toContainEqual(
      expect.objectContaining({ namespace: 'theme', values: { dark: true, accent: 'alice@example.com' } }),
    );
    expect(await me(bob)).toEqual(before);
    const again = await command('restore', backup, '--key', key, '--user', alice.id);
    expect(again.out).toContainEqual('preferences: preferences: 0 restored, 1 unchanged, 0 not restored');
    expect(await api.app.get(Database).rows("SHOW DATABASES LIKE '%\\_restore\\_%'")).toEqual([]);
  });

  it('restores one user only from an archive that this installation, or a named one, has signed', async () => {
    const other = await TestApi.start();
    try {
      const theirs = (await other.command(['backup', 'create'], settings)).out[0]!.split(':')[0]!;
      const restore = (...options: string[]) =>
        command('restore', theirs, '--key', key, '--user', alice.id, ...options);
      const refused = await restore();
      expect(refused).toMatchObject({ exitCode: 1, out: [] });
      expect(refused.complaints[0]).toContain('which is not one of the trusted keys');
      const keys = join(folder, 'other-signing-keys.json');
      await writeFile(keys, JSON.stringify((await other.call('GET', '/.well-known/userkeep-document-keys.json')).body));
      expect(await restore('--signing-keys', keys)).toMatchObject({ exitCode: 0 });
      expect(await restore('--any-signature')).toMatchObject({ exitCode: 0 });
    } finally {
      await other.stop();
    }
  });

  it('restores nothing of an erased user, and erases the user again in data of an older backup', async () => {
    const { id, token } = admin;
    await api.call('DELETE', `/v1/admin/users/${carol.id}?now=true`, { token, body: {} });
    const state = async () =>
      (await api.call('GET', '/v1/admin/erasures', { token })).body.items.map((request: any) => request.state);
    await until(async () => (await state()).includes('erased'));
    const refused = await command('restore', backup, '--key', key, '--user', carol.id);
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.complaints[0]).toBe('This user was erased, or never existed. The data cannot be restored.');

    const again = jest.spyOn(ErasureRun.prototype, 'erase');
    expect(await command('restore', backup, '--key', key, '--user', id)).toMatchObject({ exitCode: 0 });
    expect(again).not.toHaveBeenCalled();

    const { schema, second } = emptyMachine();
    const keysUrl = urlOf(`${new URL(api.settings.DATABASE_URL!).pathname.slice(1)}_keys`);
    second.KEYS_DATABASE_URL = keysUrl;
    const options = ['--key', key, '--any-signature', '--keys', 'current'];
    const restored = await api.command(['backup', 'restore', backup, ...options], second);
    expect(restored).toMatchObject({ exitCode: 0 });
    expect(erasedAgain(restored)).toBe(1);
    expect(again).toHaveBeenCalledTimes(1);
    const other = await api.secondNode(second);
    try {
      const search = other.app.get(UserRowSearch, { strict: false });
      const rowsOf = async (user: TestUser) => (await search.countOf(user.id)).reduce((sum, { rows }) => sum + rows, 0);
      expect(await rowsOf(bob)).toBeGreaterThan(0);
      expect(await rowsOf(carol)).toBe(0);
    } finally {
      await other.stop();
      await dropSchemas([schema]);
    }
  });

  it('erases users again who were erased according to a newer archive of the keys, and never forgets them', async () => {
    const newer = (await command('create')).out[0]!.split(':')[0]!;
    const { schema, second } = emptyMachine();
    const restore = (...options: string[]) =>
      api.command(['backup', 'restore', backup, '--key', key, '--any-signature', ...options], second);
    try {
      // The ledger of the same backup is from before the erasure.
      const without = await restore();
      expect(without).toMatchObject({ exitCode: 0 });
      expect(erasedAgain(without)).toBe(0);
      const damaged = join(folder, 'damaged.keys.ukb');
      await writeFile(damaged, 'not an archive');
      expect(await restore('--force', '--ledger', damaged)).toMatchObject({ exitCode: 1 });
      expect(await restore('--force', '--ledger', `${newer}.data.ukb`)).toMatchObject({ exitCode: 1 });
      const withLedger = await restore('--force', '--ledger', newer);
      expect(withLedger).toMatchObject({ exitCode: 0 });
      expect(erasedAgain(withLedger)).toBe(1);
      const later = await restore('--force');
      expect(later).toMatchObject({ exitCode: 0 });
      expect(erasedAgain(later)).toBe(1);
    } finally {
      await dropSchemas([schema, `${schema}_keys`]);
    }
  });

  it('is reported by the metrics, with the failures since then', async () => {
    const metrics = async () => {
      const { text } = await api.call('GET', '/metrics', { headers: { authorization: 'Bearer of the tests' } });
      const value = (name: string) =>
        Number(
          text
            .split('\n')
            .find((line) => line.startsWith(`${name} `))
            ?.split(' ')[1],
        );
      return {
        age: value('userkeep_backup_last_success_age_seconds'),
        failures: value('userkeep_backup_failures'),
        seconds: value('userkeep_backup_last_duration_seconds'),
        data: value('userkeep_backup_last_bytes{kind="data"}'),
        keys: value('userkeep_backup_last_bytes{kind="keys"}'),
      };
    };
    const name = (await command('create')).out[0]!.split(':')[0]!;
    const bytes = async (kind: 'data' | 'keys') => (await stat(join(folder, kind, `${name}.${kind}.ukb`))).size;
    const before = await metrics();
    expect(before).toMatchObject({ failures: 0, data: await bytes('data'), keys: await bytes('keys') });
    expect(before.age).toBeLessThan(3600);
    expect(before.seconds).toBeGreaterThan(0);
    const failed = await api.command(['backup', 'create'], { ...settings, BACKUP_DIR: key });
    expect(failed).toMatchObject({ exitCode: 1 });
    expect(await metrics()).toMatchObject({ failures: 1, data: before.data });
  });
});
