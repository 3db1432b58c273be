import { PasswordDecoys } from '@features/auth/password/decoys/password-decoys';
import { ConfigurationFaults, loadConfiguration } from '@platform/config/config';
import { Database } from '@platform/persistence/database';
import { ImportFiles } from '@test/support/import-files';
import { OldSystemServer } from '@test/support/external-system-server';
import { PASSWORD, TestApi } from '@test/support/test-api';

describe('The external system', () => {
  let api: TestApi;
  let old: OldSystemServer;
  const files = new ImportFiles();
  let users = 0;

  beforeAll(async () => {
    old = await OldSystemServer.start();
    api = await TestApi.start({ OLD_SYSTEM_URL: old.url, OLD_SYSTEM_SECRET: 'between-us' });
  });
  beforeEach(() => {
    old.asked.length = 0;
    old.answer = ({ password }) => (password === PASSWORD ? 204 : 401);
  });
  afterAll(async () => {
    await api.stop();
    await old.stop();
    files.remove();
  });

  const marked = async () => {
    const name = `old-${++users}`;
    const record = { email: `${name}@example.com`, username: name, password: { oldSystem: true } };
    expect(await api.command(['import', 'users', files.write([record])])).toMatchObject({ exitCode: 0 });
    return record;
  };
  const login = (body: object, node = api) => node.call('POST', '/v1/auth/login', { body });
  const stored = async (email: string) => {
    const { body } = await login({ email, password: PASSWORD });
    const [row] = await api.app
      .get(Database)
      .rows<{ text: Buffer }>(
        "SELECT password_hash AS text FROM auth_credential WHERE user_id = UNHEX(REPLACE(?, '-', ''))",
        [body.user.id],
      );
    return row?.text.toString();
  };

  it('is asked once for a correct password, which the product stores from then on', async () => {
    const { email } = await marked();
    expect((await login({ email, password: PASSWORD })).status).toBe(200);
    expect(old.asked).toEqual([{ body: { email, password: PASSWORD }, path: '/check', headers: expect.anything() }]);
    expect(old.asked[0]?.headers).toMatchObject({
      authorization: 'Bearer between-us',
      'content-type': 'application/json',
    });
    old.answer = () => 401;
    expect(await stored(email)).toMatch(/^\$argon2id\$/);
    expect((await login({ email, password: 'another word or two' })).status).toBe(401);
    expect(old.asked).toHaveLength(1);
  });

  it('gets the name that was typed', async () => {
    const { username } = await marked();
    expect((await login({ username, password: PASSWORD })).status).toBe(200);
    expect(old.asked.map(({ body }) => body)).toEqual([{ username, password: PASSWORD }]);
  });

  it.each([401, 403, 404, 422])('rejects a password with status %i', async (status) => {
    const { email } = await marked();
    old.answer = () => status;
    expect((await login({ email, password: PASSWORD })).body.code).toBe('auth.wrong_credentials');
  });

  it('counts its rejections as failed attempts', async () => {
    const { email } = await marked();
    for (let guess = 0; guess < 10; guess++) {
      expect((await login({ email, password: 'entirely wrong words' })).status).toBe(401);
    }
    expect((await login({ email, password: PASSWORD })).body.code).toBe('auth.too_many_attempts');
    expect(old.asked).toHaveLength(10);
  });

  it.each<[string, OldSystemServer['answer']]>([
    ['is broken', () => 500],
    ['asks to be left alone', () => 429],
    ['does not know the request', () => 400],
    ['says nothing that is HTTP', () => 'nonsense'],
    ['sends elsewhere', () => ({ redirect: `${old.url}/elsewhere` })],
  ])('is unavailable if it %s, which does not count as a failed attempt', async (_what, answer) => {
    const { email } = await marked();
    old.answer = answer;
    for (let attempt = 0; attempt < 12; attempt++) {
      const refused = await login({ email, password: PASSWORD });
      expect([refused.status, refused.body.code]).toEqual([503, 'service.unavailable']);
      expect(refused.headers.get('retry-after')).toBe('5');
    }
    expect(old.asked.every(({ path }) => path === '/check')).toBe(true);
    old.answer = () => 200;
    expect((await login({ email, password: PASSWORD })).status).toBe(200);
  });

  it('has two seconds to answer', async () => {
    const { email } = await marked();
    old.answer = () => 'silence';
    const answer = await login({ email, password: PASSWORD });
    // Its own deadline ends the call before the deadline of the request, which would return a shorter Retry-After.
    expect([answer.body.code, answer.headers.get('retry-after')]).toEqual(['service.unavailable', '5']);
  });

  it('cannot send long answers', async () => {
    const { email } = await marked();
    old.answer = () => 'flood';
    expect((await login({ email, password: PASSWORD })).status).toBe(200);
  });

  it('receives at most twenty requests at once, and the other users are asked to retry', async () => {
    const crowd = Array.from({ length: 30 }, (_, at) => `crowd-${at}@example.com`);
    const records = crowd.map((email) => ({ email, password: { oldSystem: true } }));
    expect((await api.command(['import', 'users', files.write(records)])).exitCode).toBe(0);
    await api.app.get(Database).write('DELETE FROM auth_attempt');
    old.answer = () => 'silence';
    const answers = await Promise.all(crowd.map((email) => login({ email, password: PASSWORD })));
    expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set(['service.unavailable']));
    expect(old.asked).toHaveLength(20);
  });

  it('is also asked for unknown names, as often as for marked accounts, and never signs them in', async () => {
    const own = await TestApi.start({ OLD_SYSTEM_URL: old.url });
    try {
      const records = Array.from({ length: 8 }, (_, at) => ({
        email: `share-${at}@example.com`,
        password: { oldSystem: true },
      }));
      expect((await own.command(['import', 'users', files.write(records)])).exitCode).toBe(0);
      await own.app.get(PasswordDecoys).read();
      old.answer = () => 200;
      const answer = await login({ email: 'nobody-here@example.com', password: PASSWORD }, own);
      expect(answer.body.code).toBe('auth.wrong_credentials');
      expect(old.asked).toHaveLength(1);
      old.answer = () => 500;
      expect((await login({ email: 'nobody-there@example.com', password: PASSWORD }, own)).status).toBe(503);
    } finally {
      await own.stop();
    }
  });

  it('is no longer asked once it is removed from the configuration, and then every password is wrong', async () => {
    const { email } = await marked();
    const without = await api.secondNode({ OLD_SYSTEM_URL: '' });
    try {
      expect((await login({ email, password: PASSWORD }, without)).body.code).toBe('auth.wrong_credentials');
      expect(old.asked).toHaveLength(0);
    } finally {
      await without.stop();
    }
  });

  it.each([
    ['http://old.example.com/check', 'production', 'must be a URL that starts with https://'],
    ['ftp://old.example.com', 'test', 'must be a URL that starts with https: or http://'],
    ['https://me:secret@old.example.com', 'test', 'must not contain a password; use OLD_SYSTEM_SECRET'],
  ])('is rejected with the URL %s in %s', (url, NODE_ENV, sentence) => {
    const faults = () => loadConfiguration({ NODE_ENV, OLD_SYSTEM_URL: url });
    expect(faults).toThrow(ConfigurationFaults);
    expect(faults).toThrow(new RegExp(`OLD_SYSTEM_URL ${sentence}`));
  });
});
