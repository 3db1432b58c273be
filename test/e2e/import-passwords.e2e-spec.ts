import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storedTextOf } from '@platform/legacy-hashes/spellings/stored-text';
import { PasswordHasher } from '@features/auth/password/password-hasher';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/ids/ids';
import { EXTERNAL_HASHES } from '@test/support/legacy-hashes';
import { TestApi } from '@test/support/test-api';

const users = EXTERNAL_HASHES.map((external, at) => ({
  ...external,
  email: `moved-${at}@example.com`,
  record: { email: `moved-${at}@example.com`, username: `moved-${at}`, password: external.given },
}));

describe('Passwords that were hashed by another system', () => {
  let api: TestApi;
  let folder: string;

  beforeAll(async () => {
    api = await TestApi.start();
    folder = await mkdtemp(join(tmpdir(), 'moving-'));
    const lines = users.map(({ record }) => JSON.stringify(record));
    const run = await imported('all', lines);
    expect(run).toMatchObject({ exitCode: 0, complaints: [] });
    expect(run.out[0]).toBe(`${users.length} users were imported.`);
  });
  afterAll(async () => {
    await api.stop();
    await rm(folder, { recursive: true });
  });

  const imported = async (name: string, lines: string[], ...options: string[]) => {
    const file = join(folder, `${name}.ndjson`);
    await writeFile(file, lines.join('\n'));
    return api.command(['import', 'users', file, ...options]);
  };
  const login = (email: string, password: string) => api.call('POST', '/v1/auth/login', { body: { email, password } });
  const stored = async (userId: string) => {
    const row = await api.app
      .get(Database)
      .row<{ password_hash: Buffer; pepper_id: string | null }>(
        'SELECT password_hash, pepper_id FROM auth_credential WHERE user_id = ?',
        [idToBytes(userId)],
      );
    return { text: row!.password_hash.toString(), isPeppered: row!.pepper_id !== null };
  };

  it.each(users.map((user) => [user.name, user] as const))(
    'sign in once with the original hash and afterwards with argon2id: %s',
    async (_name, { email, password }) => {
      expect((await login(email, `${password}!`.replace('o', '0').replace('ü', 'u'))).body.code).toBe(
        'auth.wrong_credentials',
      );
      const first = await login(email, password);
      expect(first.status).toBe(200);
      const after = await stored(first.body.user.id);
      expect(after.text).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
      expect(after.isPeppered).toBe(true);
      expect((await login(email, password)).status).toBe(200);
      expect(await stored(first.body.user.id)).toEqual(after);
      expect((await login(email, 'entirely wrong words')).status).toBe(401);
    },
  );

  it('accept all concurrent first sign-ins', async () => {
    const external = users.find(({ name }) => name === 'Better Auth')!;
    const record = { email: 'at-once@example.com', password: external.given };
    expect((await imported('at-once', [JSON.stringify(record)])).exitCode).toBe(0);
    const answers = await Promise.all(Array.from({ length: 3 }, () => login(record.email, external.password)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await stored(answers[0]?.body.user.id)).text).toMatch(/^\$argon2id\$/);
  });

  it('are rejected if the password was changed while the hash was upgraded', async () => {
    const before = users.find(({ name }) => name === 'Django md5')!;
    const after = users.find(({ name }) => name === 'phpass $H$')!;
    expect(before.password).not.toBe(after.password);
    const user = await api.register('overtaken');
    await replaceCredential(user.id, before.record.password);
    const { hash } = PasswordHasher.prototype;
    jest.spyOn(PasswordHasher.prototype, 'hash').mockImplementationOnce(async function (this: PasswordHasher, typed) {
      const external = await hash.call(this, typed);
      await replaceCredential(user.id, after.record.password);
      return external;
    });
    expect((await login(user.email, before.password)).body.code).toBe('auth.wrong_credentials');
    expect((await stored(user.id)).text).toBe(after.record.password);
    jest.restoreAllMocks();
  });

  it('are rehashed from the text that was typed, in any Unicode spelling', async () => {
    const external = users.find(({ name }) => name === 'bcrypt 2b, non-ascii')!;
    const record = { ...external.record, email: 'other-keyboard@example.com', username: undefined };
    expect((await imported('spelling', [JSON.stringify(record)])).exitCode).toBe(0);
    for (const form of ['NFD', 'NFC', 'NFKC']) {
      expect((await login(record.email, external.password.normalize(form))).status).toBe(200);
    }
  });

  it('can be used for step-up authentication and changed before they are rehashed', async () => {
    const external = users.find(({ name }) => name === 'Django scrypt')!;
    const user = await api.register('changes');
    await replaceCredential(user.id, external.record.password);
    const stepUp = await api.call('POST', '/v1/me/step-up', {
      token: user.token,
      body: { password: external.password },
    });
    expect(stepUp.status).toBe(204);
    expect((await stored(user.id)).isPeppered).toBe(false);
    const change = await api.call('POST', '/v1/me/password', {
      token: user.token,
      body: { currentPassword: external.password, newPassword: 'eleven quiet harbour lights' },
    });
    expect(change.status).toBe(204);
    expect((await stored(user.id)).isPeppered).toBe(true);
    expect((await login(user.email, 'eleven quiet harbour lights')).status).toBe(200);
    expect((await login(user.email, external.password)).status).toBe(401);
  });

  const replaceCredential = (userId: string, given: string | Record<string, unknown>) =>
    api.app
      .get(Database)
      .write('UPDATE auth_credential SET password_hash = ?, pepper_id = NULL WHERE user_id = ?', [
        Buffer.from(storedTextOf(given)),
        idToBytes(userId),
      ]);
});
