import { expectProblem } from '@test/support/expect-problem';
import type { ArrivedMail } from '@test/support/mail-server';
import { PASSWORD } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const REGISTER = '/v1/auth/register';
const CONFIRM = '/v1/auth/register/confirm';
const NEW_PASSWORD = 'eleven quiet harbour lights';

describe('Registration with verification of the address first', () => {
  let nodes: NodesWithMail;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithMail({ REGISTRATION: 'verify-first' });
  });
  afterAll(() => nodes.stop());

  const newAddress = () => `newcomer-${++counter}@example.com`;
  const requestMail = async (email: string, more: object = {}): Promise<ArrivedMail> => {
    expect(await nodes.post(REGISTER, { email, password: PASSWORD, ...more })).toMatchObject({
      status: 202,
      body: { verificationRequired: true },
    });
    return nodes.mails.mailTo(email);
  };
  const registered = async (more: object = {}) => {
    const email = newAddress();
    const { token } = await requestMail(email, more);
    const { status, body } = await nodes.post(CONFIRM, { token, password: PASSWORD });
    expect(status).toBe(201);
    return { email, body };
  };
  const login = (email: string, password = PASSWORD) => nodes.post('/v1/auth/login', { email, password });

  it('creates the account with the link and the password, on any node', async () => {
    const email = newAddress();
    const mail = await requestMail(email, { username: 'newcomer', displayName: 'New Comer', locale: 'de-AT' });
    expect(mail.subject).toBe('Bestätigen Sie Ihre E-Mail-Adresse für userkeep');
    expect(mail.links).toEqual([expect.stringMatching(/^http:\/\/localhost:3000\/finish-registration#token=uko_/)]);
    expectProblem(await login(email), 'auth.wrong_credentials', 401);
    const answer = await nodes.post(CONFIRM, { token: mail.token, password: PASSWORD }, undefined, nodes.other);
    expect(answer.status).toBe(201);
    const me = await nodes.api.call('GET', '/v1/me', { token: answer.body.accessToken });
    expect(me.body).toMatchObject({
      email,
      emailVerified: true,
      username: 'newcomer',
      displayName: 'New Comer',
      locale: 'de-AT',
    });
    expect((await login(email)).status).toBe(200);
    expectProblem(await nodes.post(CONFIRM, { token: mail.token, password: PASSWORD }), 'one_time.not_valid', 401);
  });

  it('creates the account with the code', async () => {
    const email = newAddress();
    const { code } = await requestMail(email);
    expect((await nodes.post(CONFIRM, { email, code, password: PASSWORD, transport: 'cookie' })).status).toBe(201);
  });

  it.each(['link', 'code'] as const)(
    'creates one account with a %s in 20 concurrent requests on two nodes',
    async (kind) => {
      const email = newAddress();
      const { token, code } = await requestMail(email);
      const proof = kind === 'link' ? { token } : { email, code };
      const counts = await nodes.twentyAtOnce(CONFIRM, { ...proof, password: PASSWORD });
      expect(counts).toEqual({ 201: 1, 401: 19 });
      const found = await nodes.read(nodes.admin, `/v1/admin/users?email=${email}`);
      expect(found.body.items).toHaveLength(1);
    },
  );

  it('gives the same answer for a taken address, and notifies its owner', async () => {
    const { email, body } = await registered({ locale: 'de' });
    const given = { email: email.toUpperCase(), password: NEW_PASSWORD, displayName: 'Another User' };
    expect(await nodes.post(REGISTER, given)).toMatchObject({ status: 202, body: { verificationRequired: true } });
    const mail = await nodes.mails.mailTo(email);
    expect(mail.subject).toBe('Sie haben bereits ein Konto bei userkeep');
    expect(mail.recipients).toEqual([email]);
    expect([mail.links, mail.code, mail.text.includes('Another User')]).toEqual([[], undefined, false]);
    expect((await nodes.api.call('GET', '/v1/me', { token: body.accessToken })).body.displayName).toBeNull();
  });

  it("does not sign in a person who registered another person's address, even if its owner follows the link", async () => {
    const email = newAddress();
    const mail = await requestMail(email);
    expectProblem(
      await nodes.post(CONFIRM, { token: mail.token, password: NEW_PASSWORD }),
      'auth.wrong_credentials',
      401,
    );
    expectProblem(await login(email), 'auth.wrong_credentials', 401);
    const own = await nodes.post(REGISTER, { email, password: NEW_PASSWORD });
    expect(own.status).toBe(202);
    const { token } = await nodes.mails.mailTo(email);
    expect((await nodes.post(CONFIRM, { token, password: NEW_PASSWORD })).status).toBe(201);
    expectProblem(await nodes.post(CONFIRM, { token: mail.token, password: PASSWORD }), 'users.email_taken', 409);
    expectProblem(await login(email), 'auth.wrong_credentials', 401);
  });

  it('stays possible for the owner of an address if an attacker registers it repeatedly', async () => {
    const email = newAddress();
    const [first] = [await requestMail(email)];
    const from = (network: string, password: string) =>
      nodes.api.call('POST', REGISTER, { body: { email, password }, headers: { 'x-forwarded-for': network } });
    for (let n = 0; n < 8; n++) expect((await from('10.7.0.1', `password number ${n} of them all`)).status).toBe(202);
    await nodes.untilIdle();
    expect(nodes.mails.mailsTo(email)).toHaveLength(1 + 5);
    expect((await from('10.8.0.1', PASSWORD)).status).toBe(202);
    await nodes.untilIdle();
    const mine = nodes.mails.mailsTo(email).at(-1);
    expect(nodes.mails.mailsTo(email)).toHaveLength(1 + 5 + 1);
    // With the same password only the newest registration is valid, by link and by code.
    expect((await nodes.post(CONFIRM, { token: first.token, password: PASSWORD })).status).toBe(401);
    expect((await nodes.post(CONFIRM, { email, code: mine?.code, password: PASSWORD })).status).toBe(201);
  });

  it('sends about fifteen mails an hour at most, for any number of networks', async () => {
    const email = newAddress();
    for (let n = 0; n < 20; n++) {
      const headers = { 'x-forwarded-for': `10.9.${n}.1` };
      const body = { email, password: `password number ${n} of them all` };
      expect((await nodes.api.call('POST', REGISTER, { body, headers })).status).toBe(202);
    }
    await nodes.untilIdle();
    expect(nodes.mails.mailsTo(email)).toHaveLength(15);
  });

  it('rejects invalid input at once if the answer does not depend on the address', async () => {
    await registered({ username: 'firstcome' });
    const given = { email: newAddress(), password: PASSWORD };
    expectProblem(await nodes.post(REGISTER, { ...given, username: 'FirstCome' }), 'users.username_taken', 409);
    expect(faultsOf(await nodes.post(REGISTER, { ...given, password: 'short' }))).toEqual([
      422,
      '/password auth.password_too_short',
    ]);
    expect(faultsOf(await nodes.post(REGISTER, { ...given, email: 'not an address' }))).toEqual([
      422,
      '/email users.bad_email',
    ]);
    expect(faultsOf(await nodes.post(CONFIRM, { password: PASSWORD }))).toEqual([422, '/token one_time.token_or_code']);
  });

  describe('without a password', () => {
    const registerWithout = async (email: string, more: object = {}) => {
      const answer = await nodes.post(REGISTER, { email, ...more });
      expect(answer).toMatchObject({ status: 202, body: { verificationRequired: true } });
      return nodes.mails.mailTo(email);
    };

    it('sets the password once, with the link', async () => {
      const email = newAddress();
      const mail = await registerWithout(email, { displayName: 'New Comer', locale: 'de' });
      expect(mail.subject).toBe('Bestätigen Sie Ihre E-Mail-Adresse für userkeep');
      expect(mail.links).toEqual([expect.stringMatching(/^http:\/\/localhost:3000\/create-account#token=uko_/)]);
      const confirm = (password: string) =>
        nodes.post(CONFIRM, { token: mail.token, password }, undefined, nodes.other);
      expect(faultsOf(await confirm('short'))).toEqual([422, '/password auth.password_too_short']);
      expect(faultsOf(await confirm(email))).toEqual([422, '/password auth.password_contains_personal_info']);
      const { status, body } = await confirm(PASSWORD);
      expect([status, body.user.emailVerified, body.user.displayName]).toEqual([201, true, 'New Comer']);
      expect((await login(email)).status).toBe(200);
      expectProblem(await confirm(NEW_PASSWORD), 'one_time.not_valid', 401);
    });

    it('sets the password also with the code, next to a registration of the same address with a password', async () => {
      const email = newAddress();
      await requestMail(email);
      const { code } = await registerWithout(email);
      expect((await nodes.post(CONFIRM, { email, code, password: NEW_PASSWORD })).status).toBe(201);
      expect((await login(email, NEW_PASSWORD)).status).toBe(200);
    });

    it('gives the same answer for a taken address, and notifies its owner', async () => {
      const { email } = await registered();
      expect((await registerWithout(email)).subject).toBe('You already have a userkeep account');
    });

    it('is rejected if addresses need not be verified first', async () => {
      const open = await nodes.api.secondNode({ REGISTRATION: 'open' });
      const answer = await open.call('POST', REGISTER, { body: { email: newAddress() } });
      await open.stop();
      expect(faultsOf(answer)).toEqual([422, '/password field.required']);
    });
  });

  it('throttles guesses at the password of one registration, over both nodes and all networks', async () => {
    const email = newAddress();
    const { token, code } = await requestMail(email);
    const confirm = (password: string, n: number, proof: object = { token }) =>
      (n % 2 ? nodes.api : nodes.other).call('POST', CONFIRM, {
        body: { ...proof, password },
        headers: { 'x-forwarded-for': `10.20.${n}.1` },
      });
    const wrong = await Promise.all(Array.from({ length: 25 }, (_, n) => confirm(NEW_PASSWORD, n)));
    expect(wrong.filter(({ status }) => status === 401)).toHaveLength(20);
    const refused = await confirm(PASSWORD, 30);
    expectProblem(refused, 'auth.too_many_attempts', 429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expectProblem(await confirm(PASSWORD, 31, { email, code }), 'auth.too_many_attempts', 429);
    // The registration is lost, but the address is still available.
    const again = await requestMail(email);
    expect((await confirm(PASSWORD, 32, { token: again.token })).status).toBe(201);
  });

  it('rejects a link together with the address of another registration', async () => {
    const [one, another] = [newAddress(), newAddress()];
    const { token } = await requestMail(one);
    await requestMail(another);
    const confirm = (email: string) => nodes.post(CONFIRM, { token, email, password: PASSWORD });
    expectProblem(await confirm(another), 'one_time.not_valid', 401);
    expect((await confirm(one.toUpperCase())).status).toBe(201);
  });

  it('accepts another username if the first was taken meanwhile', async () => {
    const email = newAddress();
    const { token } = await requestMail(email, { username: 'wanted' });
    await registered({ username: 'wanted' });
    expectProblem(await nodes.post(CONFIRM, { token, password: PASSWORD }), 'users.username_taken', 409);
    const answer = await nodes.post(CONFIRM, { token, password: PASSWORD, username: 'second-choice' });
    expect(answer.body.user.username).toBe('second-choice');
  });

  it('stores nothing in plain text about an unfinished registration', async () => {
    const email = newAddress();
    const { token, code } = await requestMail(email, { displayName: 'Hidden Name' });
    const dump = async (table: string) =>
      JSON.stringify(await nodes.database.rows(`SELECT * FROM ${table}`), (_key, value) =>
        value?.type === 'Buffer' ? Buffer.from(value.data).toString('latin1') : value,
      );
    for (const table of ['platform_one_time', 'platform_job', 'mail_message']) {
      const text = await dump(table);
      for (const secret of [email, 'Hidden Name', token ?? '?', code ?? '?', '$argon2id$'])
        expect(text).not.toContain(secret);
    }
  });

  it('repeats the answer to a repeated request, and sends one mail', async () => {
    const email = newAddress();
    const body = { email, password: PASSWORD };
    const headers = { 'idempotency-key': 'register-once-only' };
    const first = await nodes.api.call('POST', REGISTER, { body, headers });
    const again = await nodes.other.call('POST', REGISTER, { body, headers });
    expect([first.status, again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 202, 'true']);
    await nodes.mails.mailTo(email);
    await nodes.untilIdle();
    expect(nodes.mails.mailsTo(email)).toHaveLength(1);
  });

  it('is rejected if registration is closed', async () => {
    const closed = await nodes.api.secondNode({ REGISTRATION: 'closed' });
    const answer = await closed.call('POST', REGISTER, { body: { email: newAddress(), password: PASSWORD } });
    await closed.stop();
    expectProblem(answer, 'auth.registration_closed', 403);
  });
});
