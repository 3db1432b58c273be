import { request } from 'node:http';
import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import type { ArrivedMail } from '@test/support/mail-server';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const LINK = '/v1/auth/magic-link';
const CODE = '/v1/auth/email-code';

describe('Signing in by email', () => {
  let nodes: NodesWithMail;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  /** A user with a verified address. */
  const someone = async (): Promise<TestUser> => {
    const user = await nodes.someone();
    const { token } = await nodes.mails.mailTo(user.email);
    await nodes.post('/v1/recovery/email/confirm', { token });
    return user;
  };
  const requestMail = async (
    path: string,
    email: string,
    headers: Record<string, string> = {},
  ): Promise<ArrivedMail> => {
    const answer = await nodes.api.call('POST', path, { body: { email }, headers });
    expect(answer).toMatchObject({ status: 202, text: '' });
    return nodes.mails.mailTo(email);
  };
  const proofIn = (path: string, { token, code }: ArrivedMail, email: string) =>
    path === LINK ? { token } : { email, code };
  const confirm = (path: string, body: object, node = nodes.api) =>
    nodes.post(`${path}/confirm`, body, undefined, node);

  it('signs in with the link on any node', async () => {
    const user = await someone();
    const mail = await requestMail(LINK, user.email);
    expect(mail.subject).toBe('Sign in to userkeep');
    expect(mail.links).toEqual([expect.stringMatching(/^http:\/\/localhost:3000\/sign-in#token=uko_/)]);
    expect(mail.code).toBeUndefined();
    const { status, body } = await confirm(LINK, { token: mail.token }, nodes.other);
    expect([status, body.user.id, body.tokenType]).toEqual([200, user.id, 'Bearer']);
    expect((await nodes.api.call('GET', '/v1/me', { token: body.accessToken })).status).toBe(200);
  });

  it('signs in with the code as phones type it, and the mail has no link', async () => {
    const user = await someone();
    const mail = await requestMail(CODE, user.email);
    expect(mail.links).toEqual([]);
    const typed = `${mail.code?.replace(' ', '\u2013')} `;
    const { status, body } = await confirm(CODE, { email: user.email.toUpperCase(), code: typed });
    expect([status, body.user.id]).toEqual([200, user.id]);
  });

  it.each([LINK, CODE])('accepts one of 20 concurrent calls of %s on two nodes', async (path) => {
    const user = await someone();
    const proof = proofIn(path, await requestMail(path, user.email), user.email);
    // Five attempts at a code are checked; the others are rejected as too many.
    expect(await nodes.twentyAtOnce(`${path}/confirm`, proof)).toEqual({ 200: 1, 401: 19 });
    expectProblem(await confirm(path, proof), 'one_time.not_valid', 401);
  });

  it('stays possible after a mail scanner has opened the link', async () => {
    const user = await someone();
    const { links, token } = await requestMail(LINK, user.email);
    const { pathname } = new URL(links[0] as string);
    for (const method of ['GET', 'HEAD']) {
      const answer = await nodes.api.call(method, `${pathname}?token=${token}`);
      expect([method, answer.status]).toEqual([method, 200]);
      await nodes.api.call(method, `${LINK}/confirm?token=${token}`);
    }
    expect((await confirm(LINK, { token })).status).toBe(200);
  });

  it.each([LINK, CODE])(
    'creates an account for a new address with %s, which also verifies the address',
    async (path) => {
      const email = `newcomer-${++counter}@example.com`;
      const proof = proofIn(path, await requestMail(path, email, { 'accept-language': 'de' }), email);
      const { status, body } = await confirm(path, proof);
      expect([status, body.user]).toEqual([
        200,
        expect.objectContaining({ email, emailVerified: true, locale: 'de', roles: [], username: null }),
      ]);
      const again = await confirm(path, proofIn(path, await requestMail(path, email), email));
      expect(again.body.user.id).toBe(body.user.id);
    },
  );

  it('creates one account for a new address in 20 concurrent requests on two nodes', async () => {
    const email = 'crowd@example.com';
    const { token } = await requestMail(LINK, email);
    expect(await nodes.twentyAtOnce(`${LINK}/confirm`, { token })).toEqual({ 200: 1, 401: 19 });
  });

  it('signs in the owner if another person registered the address meanwhile, and not that person', async () => {
    const email = 'raced@example.com';
    const { token } = await requestMail(LINK, email);
    const attacker = await nodes.api.register('raced');
    await nodes.mails.mailTo(email);
    const { status, body } = await confirm(LINK, { token });
    expect([status, body.user.id, body.user.emailVerified]).toEqual([200, attacker.id, true]);
    expectProblem(await nodes.read(attacker, '/v1/me', nodes.other), 'access.session_ended', 401);
    expect((await nodes.post('/v1/auth/login', { email, password: PASSWORD })).status).toBe(401);
  });

  it('removes all credentials of a person who registered the address without verifying it', async () => {
    const attacker = await nodes.someone();
    await nodes.mails.mailTo(attacker.email);
    const headers = { 'x-forwarded-for': '203.0.113.99' };
    await nodes.api.call('POST', '/v1/auth/login', { body: { email: attacker.email, password: PASSWORD }, headers });
    await setUpApp(nodes, attacker);
    await nodes.mails.mailTo(attacker.email);
    const knownNetworks = () =>
      nodes.database.rows('SELECT 1 FROM auth_known_network WHERE user_id = ?', [idToBytes(attacker.id)]);
    expect(await knownNetworks()).toHaveLength(2);
    const { token } = await requestMail(LINK, attacker.email);
    const { body } = await confirm(LINK, { token });
    expect(await knownNetworks()).toHaveLength(1);
    // The app was set up by the other person, so the owner must not be asked for its code.
    expect([body.user?.id, body.mfaRequired]).toEqual([attacker.id, undefined]);
    expectProblem(await nodes.read(attacker, '/v1/me', nodes.other), 'access.session_ended', 401);
    const refreshed = await nodes.post('/v1/auth/refresh', { refreshToken: attacker.refreshToken });
    expectProblem(refreshed, 'auth.refresh_token_invalid', 401);
    expect((await nodes.post('/v1/auth/login', { email: attacker.email, password: PASSWORD })).status).toBe(401);
  });

  it('keeps the password of an account with a verified address', async () => {
    const user = await someone();
    await confirm(LINK, { token: (await requestMail(LINK, user.email)).token });
    expect((await nodes.post('/v1/auth/login', { email: user.email, password: PASSWORD })).status).toBe(200);
    expect((await nodes.read(user, '/v1/me')).status).toBe(200);
  });

  it('does not accept a link as a code, nor either of them for a password reset or a verification', async () => {
    const { email } = await someone();
    const [link, code] = [await requestMail(LINK, email), await requestMail(CODE, email)];
    expectProblem(await confirm(CODE, { email, code: link.token?.slice(-8) ?? '' }), 'one_time.not_valid', 401);
    expectProblem(await confirm(LINK, { token: code.code ?? '' }), 'one_time.not_valid', 401);
    const elsewhere: [string, object][] = [
      ['/v1/recovery/password/confirm', { token: link.token, newPassword: 'eleven quiet harbour lights' }],
      ['/v1/recovery/password/confirm', { email, code: code.code, newPassword: 'eleven quiet harbour lights' }],
      ['/v1/recovery/email/confirm', { token: link.token }],
      ['/v1/recovery/email/confirm', { email, code: code.code }],
      ['/v1/recovery/email-change/confirm', { token: link.token }],
      ['/v1/auth/register/confirm', { token: link.token, password: PASSWORD }],
      ['/v1/auth/login/mfa', { mfaToken: link.token, method: 'totp', code: '123456' }],
    ];
    for (const [path, body] of elsewhere) expectProblem(await nodes.post(path, body), 'one_time.not_valid', 401);
    expect((await confirm(LINK, { token: link.token })).status).toBe(200);
  });

  it('invalidates mailed links when the password or the address changes', async () => {
    const user = await someone();
    const [link, code] = [await requestMail(LINK, user.email), await requestMail(CODE, user.email)];
    const change = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
    expect((await nodes.post('/v1/me/password', change, user.token)).status).toBe(204);
    expectProblem(await confirm(LINK, { token: link.token }), 'one_time.not_valid', 401);
    expectProblem(await confirm(CODE, { email: user.email, code: code.code }), 'one_time.not_valid', 401);
  });

  it('allows five attempts at a code', async () => {
    const user = await someone();
    const { code } = await requestMail(CODE, user.email);
    const wrong = code === '0000 0000' ? '1111 1111' : '0000 0000';
    for (let n = 0; n < 5; n++) expect((await confirm(CODE, { email: user.email, code: wrong })).status).toBe(401);
    expectProblem(await confirm(CODE, { email: user.email, code }), 'one_time.not_valid', 401);
  });

  it('mails a few an hour when one network requests many, and still mails the owner from another network', async () => {
    const user = await someone();
    const from = (network: string) =>
      nodes.api.call('POST', CODE, { body: { email: user.email }, headers: { 'x-forwarded-for': network } });
    for (let n = 0; n < 7; n++) expect((await from('203.0.113.7')).status).toBe(202);
    await nodes.untilIdle();
    const mails = () => nodes.mails.arrived.filter(({ recipients }) => recipients.includes(user.email)).length;
    const before = mails();
    // The first mail was the verification of the address.
    expect(before).toBe(1 + 5);
    await from('198.51.100.9');
    await nodes.untilIdle();
    expect(mails()).toBe(before + 1);
  });

  it.each([
    ['link', LINK],
    ['code', CODE],
  ])('mails the owner a %s from a known network, whatever attackers have requested', async (what, path) => {
    const email = `at-home-${what}@example.com`;
    const ask = (network: string) =>
      nodes.api.call('POST', path, { body: { email }, headers: { 'x-forwarded-for': network } });
    const mails = async () => {
      await nodes.untilIdle();
      return nodes.mails.mailsTo(email).length;
    };
    const knownNetwork = '203.0.113.50';
    await ask(knownNetwork);
    const { token, code } = await nodes.mails.mailTo(email);
    const body = path === LINK ? { token } : { email, code };
    const headers = { 'x-forwarded-for': knownNetwork };
    expect((await nodes.api.call('POST', `${path}/confirm`, { body, headers })).status).toBe(200);
    for (let n = 0; n < 4; n++) for (let i = 0; i < 5; i++) await ask(`198.51.100.${n}`);
    expect(await mails()).toBe(15);
    await ask('198.51.100.77');
    expect(await mails()).toBe(15);
    await ask(knownNetwork);
    expect(await mails()).toBe(16);
  });

  it('sends no mail to a suspended account and does not sign it in', async () => {
    const user = await someone();
    const { token } = await requestMail(LINK, user.email);
    await nodes.post(`/v1/admin/users/${user.id}/suspend`, { reason: 'test' }, nodes.admin.token);
    expectProblem(await confirm(LINK, { token }), 'one_time.not_valid', 401);
    const before = nodes.mails.arrived.length;
    expect((await nodes.post(LINK, { email: user.email })).status).toBe(202);
    await nodes.untilIdle();
    expect(nodes.mails.arrived).toHaveLength(before);
  });

  it('never takes the host of the link from the request', async () => {
    const user = await someone();
    await new Promise<void>((resolve, reject) => {
      const { hostname, port } = new URL(nodes.api.url);
      const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'content-type': 'application/json' };
      const sent = request({ hostname, port, path: LINK, method: 'POST', headers }, (answer) => {
        answer.resume().on('end', resolve);
      });
      sent.on('error', reject).end(JSON.stringify({ email: user.email }));
    });
    const mail = await nodes.mails.mailTo(user.email);
    expect(mail.text + mail.html).not.toContain('evil.example');
  });

  it.each([
    [LINK, {}, '/token'],
    [LINK, { token: 5 }, '/token'],
    [CODE, { code: '1234 5678' }, '/email'],
    [CODE, { email: 'ada@example.com' }, '/code'],
    [CODE, { email: 'no address', code: '1234 5678' }, '/email'],
  ])('reports each fault of a request to %s', async (path, body, pointer) => {
    const answer = await confirm(path, body);
    expect([answer.status, answer.body.errors[0].pointer]).toEqual([422, pointer]);
  });
});

describe('Signing in by email with closed registration', () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail({ REGISTRATION: 'closed' });
    // The administrator gets a verification mail.
    await nodes.mails.mailTo(nodes.admin.email);
  });
  afterAll(() => nodes.stop());

  it('sends no mail to new addresses and answers as usual', async () => {
    const before = nodes.mails.arrived.length;
    const waiting = async () =>
      (
        await nodes.database.rows('SELECT 1 FROM platform_one_time WHERE purpose LIKE ? AND token_hash IS NOT NULL', [
          Buffer.from('auth.sign_in_%'),
        ])
      ).length;
    const waitingBefore = await waiting();
    for (const path of [LINK, CODE])
      expect(await nodes.post(path, { email: 'new-user@example.com' })).toMatchObject({ status: 202, text: '' });
    await nodes.untilIdle();
    expect(nodes.mails.arrived).toHaveLength(before);
    // Six unusable rows: for the link, the code, and two counters of each, so that an attempt with a code does the same work.
    expect((await waiting()) - waitingBefore).toBe(6);
    const tried = await nodes.post(`${CODE}/confirm`, { email: 'new-user@example.com', code: '0000 0000' });
    expectProblem(tried, 'one_time.not_valid', 401);
  });

  it('signs in users who have an account', async () => {
    const { email, id } = nodes.admin;
    await nodes.post(LINK, { email });
    const { token } = await nodes.mails.mailTo(email);
    expect((await nodes.post(`${LINK}/confirm`, { token })).body.user.id).toBe(id);
  });
});
