import { VerifiedPhones } from '@features/users';
import { idToBytes } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { expectProblem } from '@test/support/expect-problem';
import { setUpApp } from '@test/support/second-factor';
import { SmsService } from '@test/support/sms-service';
import { PASSWORD, type Answer, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const REQUEST = '/v1/auth/sms-code';
const CONFIRM = `${REQUEST}/confirm`;
const LOGIN = '/v1/auth/login';
const MFA = `${LOGIN}/mfa`;
const FACTOR = '/v1/me/mfa/sms';
const WRONG_CODE = '0000 0000';

describe('Codes by text message', () => {
  let service: SmsService;
  let nodes: NodesWithMail;
  let count = 0;

  beforeAll(async () => {
    service = await SmsService.start();
    const on = { SMS_SIGN_IN: 'on', SMS_SECOND_FACTOR: 'on', SMS_PER_RECIPIENT_HOUR: '50' };
    nodes = await startWithMail({ ...service.env, ...on });
  });
  afterEach(() => service.clear());
  afterAll(async () => {
    await nodes?.stop();
    await service?.stop();
  });

  type WithPhone = TestUser & { readonly number: string };
  const setNumber = (user: TestUser, number: string) => {
    const { app } = nodes.api;
    return app.get(Transactions).run(() => app.get(VerifiedPhones).set(user.id, number));
  };
  async function withPhone(): Promise<WithPhone> {
    const [user, number] = [await nodes.someone(), `+49172${String(3_000_000 + ++count)}`];
    await setNumber(user, number);
    return { ...user, number };
  }
  const events = async ({ id }: TestUser) => {
    const rows = await nodes.database.rows<{ type: Buffer }>('SELECT type FROM event_log WHERE subject_id = ?', [
      idToBytes(id),
    ]);
    return rows.map(({ type }) => String(type));
  };
  const login = (user: TestUser) => nodes.post(LOGIN, { email: user.email, password: PASSWORD });

  describe('that sign in', () => {
    const request = (body: object, network = '192.0.2.1') =>
      nodes.api.call('POST', REQUEST, { body, headers: { 'x-forwarded-for': network } });
    const confirm = (body: object) => nodes.post(CONFIRM, body, undefined, nodes.other);
    async function codeFor(user: WithPhone, texts = 1, body: object = { email: user.email }): Promise<string> {
      expect(await request(body)).toMatchObject({ status: 202, text: '' });
      return service.codeTo(user.number, texts);
    }

    it('are sent to the verified number of the account that the address or username names', async () => {
      const user = await withPhone();
      const signedIn = await confirm({ email: user.email, code: await codeFor(user) });
      expect(signedIn).toMatchObject({ status: 200, body: { user: { id: user.id }, tokenType: 'Bearer' } });
      await nodes.patch(user, '/v1/me', { username: `texter_${count}` });
      const username = `Texter_${count}`;
      const code = await codeFor(user, 2, { username });
      expect((await confirm({ username, code })).status).toBe(200);
      expectProblem(await confirm({ username, code }), 'one_time.not_valid', 401);
      expect((await nodes.read(user, '/v1/me/sign-in-methods')).body.methods).toEqual([{ name: 'password', count: 1 }]);
    });

    it('are accepted from one of 20 concurrent requests on two nodes', async () => {
      const user = await withPhone();
      const code = await codeFor(user);
      expect(await nodes.twentyAtOnce(CONFIRM, { email: user.email, code })).toEqual({ 200: 1, 401: 19 });
    });

    it('are answered alike for an account without a number, and for a name without an account', async () => {
      const user = await nodes.someone();
      for (const email of [user.email, 'nobody@example.org', 'no address']) {
        expect(await request({ email })).toMatchObject({ status: 202, text: '' });
        await nodes.untilIdle();
        expectProblem(await confirm({ email, code: WRONG_CODE }), 'one_time.not_valid', 401);
      }
      expect((await nodes.post('/v1/auth/login', { email: 'nobody@example.org', password: PASSWORD })).status).toBe(
        401,
      );
    });

    it('allow five attempts, and only the newest one is valid', async () => {
      const user = await withPhone();
      const [old, code] = [await codeFor(user), await codeFor(user, 2)];
      expectProblem(await confirm({ email: user.email, code: old }), 'one_time.not_valid', 401);
      for (let n = 0; n < 4; n++)
        expectProblem(await confirm({ email: user.email, code: WRONG_CODE }), 'one_time.not_valid', 401);
      expectProblem(await confirm({ email: user.email, code }), 'one_time.not_valid', 401);
    });

    it('are sent three times an hour for one network, and at most three times for all unknown networks', async () => {
      const user = await withPhone();
      const username = `limited_${count}`;
      await nodes.patch(user, '/v1/me', { username });
      await request({ email: user.email }, '192.0.2.1');
      await request({ username }, '198.51.100.7');
      await request({ email: user.email }, '203.0.113.9');
      await nodes.untilIdle();
      await request({ email: user.email }, '203.0.113.99');
      await request({ username }, '203.0.113.100');
      await nodes.untilIdle();
      expect(await service.textsTo(user.number, 3)).toHaveLength(3);
      // The network of the registration is known.
      for (let n = 0; n < 5; n++) await nodes.post(REQUEST, { email: user.email });
      await nodes.untilIdle();
      expect(await service.textsTo(user.number, 6)).toHaveLength(6);
    });

    it('are not valid after the number has changed', async () => {
      const user = await withPhone();
      const code = await codeFor(user);
      await setNumber(user, '+491729999999');
      expectProblem(await confirm({ email: user.email, code }), 'one_time.not_valid', 401);
    });

    it('do not replace the second factor, and are not sent if it is a code by text message as well', async () => {
      const user = await withPhone();
      await setUpApp(nodes, user);
      const { body } = await confirm({ email: user.email, code: await codeFor(user) });
      expect(body).toMatchObject({ mfaRequired: true, methods: ['totp', 'recovery_code'] });
      const other = await withPhone();
      const sent = await codeFor(other);
      expect((await nodes.api.call('PUT', FACTOR, { token: other.token })).status).toBe(200);
      expectProblem(await confirm({ email: other.email, code: sent }), 'one_time.not_valid', 401);
      await request({ email: other.email });
      await nodes.untilIdle();
      expect(await service.textsTo(other.number)).toHaveLength(1);
    });

    it('are refused for suspended accounts', async () => {
      const user = await withPhone();
      const code = await codeFor(user);
      const suspension = `/v1/admin/users/${user.id}/suspend`;
      expect((await nodes.post(suspension, { reason: 'A test' }, nodes.admin.token)).status).toBeLessThan(300);
      const answer = await confirm({ email: user.email, code });
      expectProblem(answer, 'one_time.not_valid', 401);
    });
  });

  describe('as the second factor', () => {
    const enable = (user: TestUser) => nodes.api.call('PUT', FACTOR, { token: user.token });
    const disable = (user: TestUser) => nodes.api.call('DELETE', FACTOR, { token: user.token });
    const mfaTokenOf = async (user: TestUser) => (await login(user)).body.mfaToken as string;
    const requestCode = (mfaToken: string) => nodes.post(`${MFA}/sms-code`, { mfaToken }, undefined, nodes.other);
    const complete = (mfaToken: string, code: string): Promise<Answer> =>
      nodes.post(MFA, { mfaToken, method: 'sms', code });
    async function codeFor(user: WithPhone, mfaToken: string, texts = 1): Promise<string> {
      expect(await requestCode(mfaToken)).toMatchObject({ status: 202, text: '' });
      return service.codeTo(user.number, texts);
    }
    async function withFactor(): Promise<WithPhone & { readonly recoveryCodes: readonly string[] }> {
      const user = await withPhone();
      const { status, body } = await enable(user);
      expect(status).toBe(200);
      return { ...user, recoveryCodes: body.recoveryCodes };
    }

    it('are required after the password once the user has turned them on', async () => {
      const user = await withPhone();
      const other = (await login(user)).body.accessToken as string;
      const { body } = await enable(user);
      expect(new Set(body.recoveryCodes).size).toBe(10);
      expect((await nodes.other.call('GET', '/v1/me', { token: other })).status).toBe(401);
      const begun = (await login(user)).body;
      expect(begun).toEqual({
        mfaRequired: true,
        mfaToken: expect.stringMatching(/^uko_/),
        methods: ['sms', 'recovery_code'],
      });
      const code = await codeFor(user, begun.mfaToken);
      expect((await complete(begun.mfaToken, code)).body).toMatchObject({ user: { id: user.id } });
      expectProblem(await complete(await mfaTokenOf(user), code), 'auth.wrong_code', 401);
      expect((await nodes.read(user, '/v1/me/sign-in-methods')).body.secondFactors).toEqual(['sms', 'recovery_code']);
      expectProblem(await enable(user), 'auth.sms_already_enabled', 409);
    });

    it('can be replaced by a recovery code', async () => {
      const user = await withFactor();
      const body = { mfaToken: await mfaTokenOf(user), method: 'recovery_code', code: user.recoveryCodes[0] };
      expect((await nodes.post(MFA, body)).status).toBe(200);
    });

    it('allow five attempts, in any number of challenges, and the attempts of a wrong sign-in count', async () => {
      const user = await withFactor();
      const [first, second] = [await mfaTokenOf(user), await mfaTokenOf(user)];
      const code = await codeFor(user, first);
      for (let n = 0; n < 3; n++) expectProblem(await complete(first, WRONG_CODE), 'auth.wrong_code', 401);
      for (let n = 0; n < 2; n++) expectProblem(await complete(second, WRONG_CODE), 'auth.wrong_code', 401);
      expectProblem(await complete(second, code), 'auth.wrong_code', 401);
      expect((await complete(second, await codeFor(user, second, 2))).status).toBe(200);
    });

    it('are used once by concurrent sign-ins on two nodes', async () => {
      const user = await withFactor();
      const tokens = await Promise.all(Array.from({ length: 4 }, () => mfaTokenOf(user)));
      const code = await codeFor(user, tokens[0] as string);
      const answers = await Promise.all(tokens.map((token) => complete(token, code)));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    });

    it('are sent only for a valid challenge of an account that requires them, at most five times an hour', async () => {
      expectProblem(await requestCode('uko_nothing'), 'one_time.not_valid', 401);
      const withApp = await withPhone();
      await setUpApp(nodes, withApp);
      expectProblem(await requestCode(await mfaTokenOf(withApp)), 'auth.sms_not_enabled', 409);
      const user = await withFactor();
      const mfaToken = await mfaTokenOf(user);
      for (let n = 0; n < 7; n++) expect((await requestCode(mfaToken)).status).toBe(202);
      await nodes.untilIdle();
      expect(await service.textsTo(user.number, 5)).toHaveLength(5);
    });

    it('are not valid after the number has changed', async () => {
      const user = await withFactor();
      const mfaToken = await mfaTokenOf(user);
      const code = await codeFor(user, mfaToken);
      await setNumber(user, '+491728888888');
      expectProblem(await complete(mfaToken, code), 'one_time.not_valid', 401);
      expectProblem(await complete(await mfaTokenOf(user), code), 'auth.wrong_code', 401);
    });

    it('end the other sessions and the trust in devices when the number changes', async () => {
      const user = await withFactor();
      const mfaToken = await mfaTokenOf(user);
      const proof = { mfaToken, method: 'sms', code: await codeFor(user, mfaToken), trustDevice: true };
      const other = (await nodes.post(MFA, proof)).body;
      const next = `+49173${String(3_000_000 + count)}`;
      expect((await nodes.api.call('PUT', '/v1/me/phone', { token: user.token, body: { number: next } })).status).toBe(
        202,
      );
      const code = await service.codeTo(next);
      expect((await nodes.post('/v1/me/phone/confirm', { code }, user.token)).status).toBe(204);
      const readMe = (token: string) => nodes.other.call('GET', '/v1/me', { token });
      expect([(await readMe(user.token)).status, (await readMe(other.accessToken)).status]).toEqual([200, 401]);
      const trusted = { email: user.email, password: PASSWORD, deviceToken: other.deviceToken };
      expect((await nodes.post(LOGIN, trusted)).body.mfaRequired).toBe(true);
    });

    it('allow step-up authentication in the session that requested them', async () => {
      const user = await withFactor();
      expectProblem(
        await nodes.post('/v1/me/step-up', { password: PASSWORD, method: 'sms', code: WRONG_CODE }, user.token),
        'auth.wrong_second_factor',
        403,
      );
      expect((await nodes.post(`${FACTOR}/code`, undefined, user.token)).status).toBe(202);
      const code = await service.codeTo(user.number);
      const body = { password: PASSWORD, method: 'sms', code };
      expect((await nodes.post('/v1/me/step-up', body, user.token)).status).toBe(204);
      expectProblem(await nodes.post('/v1/me/step-up', body, user.token), 'auth.wrong_second_factor', 403);
      const without = await withPhone();
      expectProblem(await nodes.post(`${FACTOR}/code`, undefined, without.token), 'auth.sms_not_enabled', 409);
    });

    it('need a verified number, and end with it', async () => {
      const without = await nodes.someone();
      expectProblem(await enable(without), 'auth.no_verified_phone', 409);
      const user = await withFactor();
      expect((await nodes.api.call('DELETE', '/v1/me/phone', { token: user.token })).status).toBe(204);
      expect((await login(user)).body.accessToken).toBeDefined();
      expect((await nodes.read(user, '/v1/me/sign-in-methods')).body.secondFactors).toEqual([]);
      expect(await events(user)).toEqual(
        expect.arrayContaining(['auth.sms_factor_enabled', 'auth.sms_factor_disabled']),
      );
    });

    it('are turned off without the recovery codes of an authenticator app', async () => {
      const user = await withFactor();
      await setUpApp(nodes, user);
      expect((await disable(user)).status).toBe(204);
      expectProblem(await disable(user), 'auth.sms_not_enabled', 409);
      expect((await login(user)).body.methods).toEqual(['totp', 'recovery_code']);
      const alone = await withFactor();
      expect((await disable(alone)).status).toBe(204);
      expect((await login(alone)).body.accessToken).toBeDefined();
    });

    it('are removed by staff for a user who has lost the phone', async () => {
      const user = await withFactor();
      const path = `/v1/admin/users/${user.id}/mfa`;
      expect((await nodes.api.call('DELETE', path, { token: nodes.admin.token })).status).toBe(204);
      expect((await login(user)).body.accessToken).toBeDefined();
      expectProblem(await nodes.api.call('DELETE', path, { token: nodes.admin.token }), 'auth.totp_not_enabled', 409);
    });
  });

  it('are off by default, and accounts that require one keep their second factor then', async () => {
    const off = await startWithMail({ ...service.env });
    try {
      const user = await off.someone();
      expectProblem(await off.post(REQUEST, { email: user.email }), 'sms.off', 404);
      const { app } = off.api;
      await app.get(Transactions).run(() => app.get(VerifiedPhones).set(user.id, '+491727777777'));
      expectProblem(await off.api.call('PUT', FACTOR, { token: user.token }), 'sms.off', 404);
      await off.database.write('INSERT INTO auth_sms_factor (user_id, created_at) VALUES (?, UTC_TIMESTAMP(3))', [
        idToBytes(user.id),
      ]);
      const { mfaToken } = (await off.post(LOGIN, { email: user.email, password: PASSWORD })).body;
      expect((await off.post(`${MFA}/sms-code`, { mfaToken })).status).toBe(202);
      const code = await service.codeTo('+491727777777');
      expect((await off.post(MFA, { mfaToken, method: 'sms', code })).status).toBe(200);
    } finally {
      await off.stop();
    }
  });
});
