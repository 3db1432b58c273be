import { createHmac } from 'node:crypto';
import { decode, sign } from 'jsonwebtoken';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/ids/ids';
import { Keyring } from '@platform/vault/keyring/keyring';
import { PASSWORD, TestApi } from '@test/support/test-api';

describe('Registration and sign-in', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());

  const register = (body: object) => api.call('POST', '/v1/auth/register', { body });
  const login = (body: object, node = api) => node.call('POST', '/v1/auth/login', { body });

  it('create an account that can sign in with its address and its name, in any case', async () => {
    const answer = await register({
      email: 'Grace@Example.com',
      password: PASSWORD,
      username: 'Grace',
      locale: 'EN-us',
    });
    expect(answer.status).toBe(201);
    expect(answer.body.user).toMatchObject({
      email: 'Grace@example.com',
      username: 'grace',
      emailVerified: false,
      locale: 'en-US',
      roles: [],
      state: 'active',
    });
    expect((await login({ email: 'gRACE@EXAMPLE.com', password: PASSWORD })).status).toBe(200);
    expect((await login({ username: 'GRACE', password: PASSWORD })).status).toBe(200);
  });

  it('lose no account if the answer to the commit was lost', async () => {
    const { multiStatementPool } = api.app.get(Database).pool;
    const command = multiStatementPool.command.bind(multiStatementPool);
    const spy = jest.spyOn(multiStatementPool, 'command').mockImplementation(async (connection, sql) => {
      const done = await command(connection, sql);
      // Only the commit of the request: other work of the node continues.
      if (/INSERT INTO users_account.*COMMIT$/s.test(sql))
        throw Object.assign(new Error('gone'), { code: 'ECONNRESET' });
      return done;
    });
    const given = { email: 'unanswered@example.com', password: PASSWORD };
    expect((await register(given)).body.code).toBe('service.unavailable');
    spy.mockRestore();
    expect((await register(given)).body.code).toBe('users.email_taken');
    expect((await login(given)).body.user.email).toBe(given.email);
  });

  it('accept one of twenty concurrent registrations of one address on two nodes', async () => {
    const other = await api.secondNode();
    try {
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          (i % 2 ? api : other).call('POST', '/v1/auth/register', {
            body: { email: i % 3 ? 'race@example.com' : 'RACE@example.com', password: PASSWORD },
          }),
        ),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses).toEqual([201, ...Array(19).fill(409)]);
      const codes = new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body.code));
      expect([...codes]).toEqual(['users.email_taken']);
    } finally {
      await other.stop();
    }
  });

  it.each([
    ['a Kelvin sign', 'mi\u212Ae@example.com'],
    ['a long s', 'ro\u017Fe@example.com'],
    ['a dotless i', 'm\u0131ke@example.com'],
    ['a fullwidth @', 'mike\uFF20example.com'],
    ['a fullwidth dot', 'mike@example\uFF0Ecom'],
    ['a zero-width space', 'mike\u200B@example.com'],
    ['a NUL', 'mike\u0000@example.com'],
    ['a quoted local part', '"mike"@example.com'],
    ['two addresses', 'mike@example.com, evil@example.com'],
    ['no domain', 'mike@localhost'],
    ['an address literal', 'mike@[127.0.0.1]'],
    ['a trailing space', 'mike@example.com '],
  ])('reject an address with %s', async (_what, email) => {
    const answer = await register({ email, password: PASSWORD });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].pointer).toBe('/email');
  });

  it.each([
    ['short', 'fourteen chars', 'auth.password_too_short'],
    ['common, with a suffix', 'Password2026!!!!', 'auth.password_too_common'],
    ['common, repeated', 'sunshinesunshine', 'auth.password_too_common'],
    ['a keyboard row', 'qwertyuiopasdfghj', 'auth.password_too_common'],
    ['one character, often', 'aaaaaaaaaaaaaaaaa', 'auth.password_too_common'],
    ['the own address', 'weakling@example.com', 'auth.password_contains_personal_info'],
    ['longer than the maximum', 'x y'.repeat(100), 'auth.password_too_long'],
  ])('reject a password that is %s', async (_what, password, code) => {
    const answer = await register({ email: 'weakling@example.com', password });
    expect([answer.status, answer.body.errors?.[0].code]).toEqual([422, code]);
  });

  it('accept 64 characters and more, any script, and any Unicode spelling', async () => {
    const long = 'ein Fluß trägt Ångström nach Łódź — 東京 まで, sieben mal siebzehn Schritte weit';
    expect((await register({ email: 'long@example.com', password: long })).status).toBe(201);
    expect((await login({ email: 'long@example.com', password: long.normalize('NFD') })).status).toBe(200);
    expect((await login({ email: 'long@example.com', password: long.slice(0, -1) })).status).toBe(401);
  });

  it('give the same answer to a wrong password and a missing account', async () => {
    await api.register('known');
    const [wrong, missing] = [
      await login({ email: 'known@example.com', password: 'entirely wrong words' }),
      await login({ email: 'unknown@example.com', password: 'entirely wrong words' }),
    ];
    const withoutId = ({ status, body }: typeof wrong) => ({ status, body: { ...body, instance: '' } });
    expect(withoutId(wrong)).toEqual(withoutId(missing));
    const names = (headers: Headers) => [...headers.keys()].sort();
    expect(names(wrong.headers)).toEqual(names(missing.headers));
    expect(wrong.status).toBe(401);
  });

  it('still give the same answer to both after the pepper from the start has been retired', async () => {
    const own = await TestApi.start();
    try {
      const user = await own.register('peppered');
      const keyring = own.app.get(Keyring);
      const previous = keyring.current('pepper').id;
      await keyring.rotate('pepper');
      await own.login(user.email);
      await keyring.retire('pepper', previous, { minimumAgeMs: 0 });
      for (const email of [user.email, 'unknown@example.com']) {
        const answer = await own.call('POST', '/v1/auth/login', { body: { email, password: 'entirely wrong words' } });
        expect(answer.body.code).toBe('auth.wrong_credentials');
      }
    } finally {
      await own.stop();
    }
  });

  it('require exactly one of address and name', async () => {
    for (const body of [{ password: PASSWORD }, { email: 'a@example.com', username: 'a-b', password: PASSWORD }]) {
      expect((await login(body)).body.errors[0].code).toBe('auth.one_of_email_or_username');
    }
  });

  it('rehash a password at sign-in when the parameters have increased, and remove the old hash', async () => {
    const user = await api.register('upgraded');
    const stored = async () => {
      const row = await api.app
        .get(Database)
        .row<{ password_hash: Buffer }>('SELECT password_hash FROM auth_credential WHERE user_id = ?', [
          idToBytes(user.id),
        ]);
      return row?.password_hash.toString();
    };
    expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    const stronger = await api.secondNode({ ARGON2_MEMORY_KIB: '128', ARGON2_PASSES: '2' });
    try {
      expect((await login({ email: user.email, password: PASSWORD }, stronger)).status).toBe(200);
    } finally {
      await stronger.stop();
    }
    expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=128,t=2,p=1\$/);
    expect((await login({ email: user.email, password: PASSWORD })).status).toBe(200);
  });

  it('publish the keys that verify its tokens, and nothing private', async () => {
    const user = await api.register('jwks');
    const { keys } = (await api.call('GET', '/.well-known/jwks.json')).body;
    const token = decode(user.token, { complete: true });
    expect(token?.header).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
    expect(keys.find((key: { kid: string }) => key.kid === token?.header.kid)).toMatchObject({
      kty: 'EC',
      crv: 'P-256',
      use: 'sig',
    });
    expect(JSON.stringify(keys)).not.toContain('"d"');
    const claims = token?.payload as Record<string, unknown>;
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'roles', 'sid', 'sub']);
    expect(claims).toMatchObject({ iss: 'http://localhost:3000', aud: 'userkeep', sub: user.id });
  });

  it('reject every token that is incomplete, from another issuer, for another audience, or expired', async () => {
    const user = await api.register('forger');
    const key = api.app.get(Keyring).current('signing');
    if (!key.privateKey) throw new Error('no signing key');
    const { iss, aud, ...claims } = decode(user.token) as Record<string, unknown> & { iss: string; aud: string };
    const header = { alg: 'ES256', typ: 'at+jwt', kid: key.id } as const;
    const { exp: _, ...endless } = claims;
    const make = (payload: object, more: object = {}, part: object = { iss, aud }) =>
      sign({ ...payload, ...part }, key.privateKey as never, { algorithm: 'ES256', header: { ...header, ...more } });
    const body = Buffer.from(JSON.stringify({ ...claims, iss, aud })).toString('base64url');
    const none = `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${body}.`;
    const hsHead = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: key.id })).toString('base64url');
    const publicPem = key.publicKey?.export({ type: 'spki', format: 'pem' }) as string;
    const hs = `${hsHead}.${body}.${createHmac('sha256', publicPem).update(`${hsHead}.${body}`).digest('base64url')}`;
    const me = (token: string) => api.call('GET', '/v1/me', { token });
    expect((await me(make(claims))).status).toBe(200);
    const bad = {
      'another type': make(claims, { typ: 'JWT' }),
      'a critical header': make(claims, { crit: ['b64'] }),
      'an unknown key': make(claims, { kid: 'unknown' }),
      'no end': make(endless),
      'another audience': make(claims, {}, { iss, aud: 'another-audience' }),
      'another issuer': make(claims, {}, { iss: 'https://evil.example', aud }),
      'no session': make({ ...claims, sid: undefined }),
      'no algorithm': none,
      'the public key as a secret': hs,
      'a refresh token': user.refreshToken,
      nonsense: 'a.b.c',
    };
    for (const [what, token] of Object.entries(bad)) {
      const answer = await me(token);
      expect({ what, code: answer.body.code }).toEqual({ what, code: 'access.token_invalid' });
    }
    const old = make({ ...claims, iat: 1_700_000_000, exp: 1_700_000_600 });
    expect((await me(old)).body.code).toBe('access.token_expired');
  });

  it('can be closed', async () => {
    const closed = await api.secondNode({ REGISTRATION: 'closed' });
    try {
      const answer = await closed.call('POST', '/v1/auth/register', {
        body: { email: 'late@example.com', password: PASSWORD },
      });
      expect([answer.status, answer.body.code]).toEqual([403, 'auth.registration_closed']);
    } finally {
      await closed.stop();
    }
  });
});
