import { PasswordDecoys } from '@features/auth/password/decoys/password-decoys';
import { ConfigurationFaults, loadConfiguration } from '@platform/config/config';
import { Database } from '@platform/persistence/database';
import { ImportFiles } from '@test/support/import-files';
import { ExternalSystemServer } from '@test/support/external-system-server';
import { PASSWORD, TestApi } from '@test/support/test-api';

describe('The external system', () => {
  let api: TestApi;
  let externalSystem: ExternalSystemServer;
  const files = new ImportFiles();
  let users = 0;

  beforeAll(async () => {
    externalSystem = await ExternalSystemServer.start();
    api = await TestApi.start({ EXTERNAL_SYSTEM_URL: externalSystem.url, EXTERNAL_SYSTEM_SECRET: 'between-us' });
  });
  beforeEach(() => {
    externalSystem.requests.length = 0;
    externalSystem.answer = ({ password }) => (password === PASSWORD ? 204 : 401);
  });
  afterAll(async () => {
    await api.stop();
    await externalSystem.stop();
    files.remove();
  });

  const marked = async () => {
    const name = `old-${++users}`;
    const record = { email: `${name}@example.com`, username: name, password: { externalSystem: true } };
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
    expect(externalSystem.requests).toEqual([
      { body: { email, password: PASSWORD }, path: '/check', headers: expect.anything() },
    ]);
    expect(externalSystem.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer between-us',
      'content-type': 'application/json',
    });
    externalSystem.answer = () => 401;
    expect(await stored(email)).toMatch(/^\$argon2id\$/);
    expect((await login({ email, password: 'another word or two' })).status).toBe(401);
    expect(externalSystem.requests).toHaveLength(1);
  });

  it('receives the login name as the user typed it', async () => {
    const { username } = await marked();
    expect((await login({ username, password: PASSWORD })).status).toBe(200);
    expect(externalSystem.requests.map(({ body }) => body)).toEqual([{ username, password: PASSWORD }]);
  });

  it.each([401, 403, 404, 422])('rejects a password with status %i', async (status) => {
    const { email } = await marked();
    externalSystem.answer = () => status;
    expect((await login({ email, password: PASSWORD })).body.code).toBe('auth.wrong_credentials');
  });

  it('counts its rejections as failed attempts', async () => {
    const { email } = await marked();
    for (let guess = 0; guess < 10; guess++) {
      expect((await login({ email, password: 'entirely wrong words' })).status).toBe(401);
    }
    expect((await login({ email, password: PASSWORD })).body.code).toBe('auth.too_many_attempts');
    expect(externalSystem.requests).toHaveLength(10);
  });

  it.each<[string, ExternalSystemServer['answer']]>([
    ['answers 500', () => 500],
    ['answers 429', () => 429],
    ['answers 400', () => 400],
    ['does not answer in HTTP', () => 'nonsense'],
    ['redirects', () => ({ redirect: `${externalSystem.url}/elsewhere` })],
  ])('is unavailable if it %s, which does not count as a failed attempt', async (_what, answer) => {
    const { email } = await marked();
    externalSystem.answer = answer;
    for (let attempt = 0; attempt < 12; attempt++) {
      const refused = await login({ email, password: PASSWORD });
      expect([refused.status, refused.body.code]).toEqual([503, 'service.unavailable']);
      expect(refused.headers.get('retry-after')).toBe('5');
    }
    expect(externalSystem.requests.every(({ path }) => path === '/check')).toBe(true);
    externalSystem.answer = () => 200;
    expect((await login({ email, password: PASSWORD })).status).toBe(200);
  });

  it('has two seconds to answer', async () => {
    const { email } = await marked();
    externalSystem.answer = () => 'silence';
    const answer = await login({ email, password: PASSWORD });
    // Its own deadline ends the call before the deadline of the request, which would return a shorter Retry-After.
    expect([answer.body.code, answer.headers.get('retry-after')]).toEqual(['service.unavailable', '5']);
  });

  it('cannot send long answers', async () => {
    const { email } = await marked();
    externalSystem.answer = () => 'flood';
    expect((await login({ email, password: PASSWORD })).status).toBe(200);
  });

  it('receives at most twenty requests at once, and the other users are asked to retry', async () => {
    const emails = Array.from({ length: 30 }, (_, at) => `crowd-${at}@example.com`);
    const records = emails.map((email) => ({ email, password: { externalSystem: true } }));
    expect((await api.command(['import', 'users', files.write(records)])).exitCode).toBe(0);
    await api.app.get(Database).write('DELETE FROM auth_attempt');
    externalSystem.answer = () => 'silence';
    const answers = await Promise.all(emails.map((email) => login({ email, password: PASSWORD })));
    expect(new Set(answers.map(({ body }) => body.code))).toEqual(new Set(['service.unavailable']));
    expect(externalSystem.requests).toHaveLength(20);
  });

  it('is also asked for unknown names, as often as for marked accounts, and never signs them in', async () => {
    const own = await TestApi.start({ EXTERNAL_SYSTEM_URL: externalSystem.url });
    try {
      const records = Array.from({ length: 8 }, (_, at) => ({
        email: `share-${at}@example.com`,
        password: { externalSystem: true },
      }));
      expect((await own.command(['import', 'users', files.write(records)])).exitCode).toBe(0);
      await own.app.get(PasswordDecoys).read();
      externalSystem.answer = () => 200;
      const answer = await login({ email: 'unknown-here@example.com', password: PASSWORD }, own);
      expect(answer.body.code).toBe('auth.wrong_credentials');
      expect(externalSystem.requests).toHaveLength(1);
      externalSystem.answer = () => 500;
      expect((await login({ email: 'unknown-there@example.com', password: PASSWORD }, own)).status).toBe(503);
    } finally {
      await own.stop();
    }
  });

  it('is no longer asked once it is removed from the configuration, and then every password is wrong', async () => {
    const { email } = await marked();
    const without = await api.secondNode({ EXTERNAL_SYSTEM_URL: '' });
    try {
      expect((await login({ email, password: PASSWORD }, without)).body.code).toBe('auth.wrong_credentials');
      expect(externalSystem.requests).toHaveLength(0);
    } finally {
      await without.stop();
    }
  });

  it.each([
    ['http://old.example.com/check', 'production', 'must start with https://;'],
    ['http://old.example.com/check', 'test', 'must start with https://;'],
    ['ftp://old.example.com', 'test', 'must start with https://;'],
    ['https://me:secret@old.example.com', 'test', 'must not contain a password; use EXTERNAL_SYSTEM_SECRET'],
  ])('cannot have the URL %s in %s', (url, NODE_ENV, sentence) => {
    const faults = () => loadConfiguration({ NODE_ENV, EXTERNAL_SYSTEM_URL: url });
    expect(faults).toThrow(ConfigurationFaults);
    expect(faults).toThrow(new RegExp(`EXTERNAL_SYSTEM_URL ${sentence}`));
  });
});
