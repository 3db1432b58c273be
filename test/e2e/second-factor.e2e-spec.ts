import { generateSync } from 'otplib';
import { idToBytes } from '@platform/persistence/ids';
import { expectProblem } from '@test/support/expect-problem';
import { setUpApp, type AppOfUser } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const LOGIN = '/v1/auth/login';
const MFA = '/v1/auth/login/mfa';
const STEP_UP = '/v1/me/step-up';

describe('The second factor', () => {
  let nodes: NodesWithMail;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  /** Somebody with an app, whose mails so far have been read. */
  const someone = async (): Promise<TestUser & { app: AppOfUser }> => {
    const user = await nodes.someone();
    const { token } = await nodes.mails.mailTo(user.email);
    await nodes.post('/v1/recovery/email/confirm', { token });
    const app = await setUpApp(nodes, user);
    await nodes.mails.mailTo(user.email);
    return { ...user, app };
  };
  const login = (user: TestUser, more: object = {}) =>
    nodes.post(LOGIN, { email: user.email, password: PASSWORD, ...more });
  const halfWay = async (user: TestUser): Promise<string> => (await login(user)).body.mfaToken as string;
  const show = (mfaToken: string, code: string, more: object = {}, node = nodes.api) =>
    nodes.post(MFA, { mfaToken, method: 'totp', code, ...more }, undefined, node);
  const recover = (mfaToken: string, code: string | undefined) =>
    nodes.post(MFA, { mfaToken, method: 'recovery_code', code });
  const wrong = (code: string) => (code === '000000' ? '111111' : '000000');
  const ageSession = (user: TestUser) =>
    nodes.database.write(
      'UPDATE auth_session SET stepped_up_at = UTC_TIMESTAMP(3) - INTERVAL 1 DAY WHERE user_id = ?',
      [idToBytes(user.id)],
    );

  describe('is set up', () => {
    it('with its first valid code, and until then nothing is asked', async () => {
      const user = await nodes.someone();
      const begun = await nodes.post('/v1/me/mfa/totp', undefined, user.token);
      expect(begun.status).toBe(201);
      expect(begun.body.uri).toMatch(
        /^otpauth:\/\/totp\/userkeep:someone-\d+%40example\.com\?secret=[A-Z2-7]{32}&issuer=userkeep/,
      );
      expect((await login(user)).body.accessToken).toBeDefined();
      const code = generateSync({ secret: begun.body.secret });
      const confirm = (shown: string) => nodes.post('/v1/me/mfa/totp/confirm', { code: shown }, user.token);
      expectProblem(await confirm(wrong(code)), 'auth.wrong_code', 401);
      expect((await login(user)).body.accessToken).toBeDefined();
      const confirmed = await confirm(`${code.slice(0, 3)}\u00a0${code.slice(3)}`);
      expect(confirmed.status).toBe(200);
      expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
      expect((await login(user)).body).toEqual({
        mfaRequired: true,
        mfaToken: expect.stringMatching(/^uko_/),
        methods: ['totp', 'recovery_code'],
      });
      expectProblem(await confirm(code), 'auth.totp_already_on', 409);
      expectProblem(await nodes.post('/v1/me/mfa/totp', undefined, user.token), 'auth.totp_already_on', 409);
    });

    it('and ends every other session, on every node, since those have not shown it', async () => {
      const user = await nodes.someone();
      const elsewhere = (await login(user)).body as { accessToken: string; refreshToken: string };
      await setUpApp(nodes, user);
      for (const node of [nodes.api, nodes.other]) {
        expectProblem(await node.call('GET', '/v1/me', { token: elsewhere.accessToken }), 'access.session_ended', 401);
        expect((await nodes.read(user, '/v1/me', node)).status).toBe(200);
      }
      expect((await nodes.post('/v1/auth/refresh', { refreshToken: elsewhere.refreshToken })).status).toBe(401);
    });

    it('without any sign-in slipping past that was under way, of 20 at once on two nodes', async () => {
      const user = await nodes.someone();
      const { secret } = (await nodes.post('/v1/me/mfa/totp', undefined, user.token)).body as { secret: string };
      const sign = Array.from({ length: 20 }, (_, n) =>
        nodes.post(LOGIN, { email: user.email, password: PASSWORD }, undefined, n % 2 ? nodes.api : nodes.other),
      );
      const confirmed = nodes.post('/v1/me/mfa/totp/confirm', { code: generateSync({ secret }) }, user.token);
      const answers = await Promise.all(sign);
      expect((await confirmed).status).toBe(200);
      for (const { body } of answers.filter(({ status }) => status === 200)) {
        if (body.mfaRequired) continue;
        expectProblem(await nodes.api.call('GET', '/v1/me', { token: body.accessToken }), 'access.session_ended', 401);
      }
    });

    it('once, of 20 confirmations at once on two nodes', async () => {
      const user = await nodes.someone();
      const { secret } = (await nodes.post('/v1/me/mfa/totp', undefined, user.token)).body as { secret: string };
      const code = generateSync({ secret });
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          nodes.post('/v1/me/mfa/totp/confirm', { code }, user.token, n % 2 ? nodes.api : nodes.other),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('only shortly after a proof of identity, and so is its removal', async () => {
      const user = await someone();
      await ageSession(user);
      for (const [method, path] of [
        ['POST', '/v1/me/mfa/totp'],
        ['DELETE', '/v1/me/mfa/totp'],
        ['POST', '/v1/me/mfa/recovery-codes'],
      ] as const)
        expectProblem(await nodes.api.call(method, path, { token: user.token }), 'access.step_up_required', 403);
    });

    it('and tells its owner by mail, in the log, and in the export nothing of its secret', async () => {
      const user = await nodes.someone();
      await nodes.mails.mailTo(user.email);
      const app = await setUpApp(nodes, user);
      expect((await nodes.mails.mailTo(user.email)).subject).toBe('userkeep now asks for a code of your app');
      const log = await nodes.read(user, '/v1/me/activity?action=auth.totp_on');
      expect(log.body.items).toHaveLength(1);
      expect(JSON.stringify(log.body)).not.toContain(app.secret);
      const stored = await nodes.database.rows('SELECT * FROM auth_totp');
      expect(JSON.stringify(stored)).not.toContain(app.secret);
    });
  });

  describe('is shown', () => {
    it('in the second step of signing in, on whichever node', async () => {
      const user = await someone();
      const { status, body } = await show(await halfWay(user), await user.app.showsAnew(), {}, nodes.other);
      expect([status, body.user.id, body.deviceToken]).toEqual([200, user.id, undefined]);
      expect((await nodes.api.call('GET', '/v1/me', { token: body.accessToken })).status).toBe(200);
    });

    it('by a code that is good once, also for another sign-in', async () => {
      const user = await someone();
      const code = await user.app.showsAnew();
      expect((await show(await halfWay(user), code)).status).toBe(200);
      expectProblem(await show(await halfWay(user), code), 'auth.wrong_code', 401);
    });

    it('by a code that is not good before its time, nor long after', async () => {
      const user = await someone();
      await user.app.showsAnew();
      const { secret } = user.app;
      const now = Math.floor(Date.now() / 1000);
      for (const epoch of [now - 90, now + 90]) {
        expectProblem(await show(await halfWay(user), generateSync({ secret, epoch })), 'auth.wrong_code', 401);
      }
    });

    it.each(['totp', 'recovery_code'] as const)('once with a %s, of 20 at once on two nodes', async (method) => {
      const user = await someone();
      const code = method === 'totp' ? await user.app.showsAnew() : user.app.recoveryCodes[0];
      // Five looks at one token; the others are refused for being too many.
      const counts = await nodes.twentyAtOnce(MFA, { mfaToken: await halfWay(user), method, code });
      expect(counts[200]).toBe(1);
    });

    it('for one session, whatever else is shown with the same token, at once and later', async () => {
      const user = await someone();
      const mfaToken = await halfWay(user);
      const shown = user.app.recoveryCodes.slice(0, 4);
      const answers = await Promise.all(
        shown.map((code, n) =>
          nodes.post(MFA, { mfaToken, method: 'recovery_code', code }, undefined, n % 2 ? nodes.api : nodes.other),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expectProblem(await recover(mfaToken, user.app.recoveryCodes[5]), 'one_time.not_valid', 401);
      // The code of an attempt that opened nothing has not been used up.
      expect((await nodes.read(user, '/v1/me/mfa/recovery-codes')).body.left).toBe(9);
    });

    it('once, also by 20 sign-ins at once with one code', async () => {
      const user = await someone();
      const tokens = [];
      for (let n = 0; n < 9; n++) tokens.push(await halfWay(user));
      const code = await user.app.showsAnew();
      const answers = await Promise.all(
        tokens.map((token, n) => show(token, code, {}, n % 2 ? nodes.api : nodes.other)),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('in five tries for each sign-in', async () => {
      const user = await someone();
      const mfaToken = await halfWay(user);
      const right = await user.app.showsAnew();
      for (let n = 0; n < 5; n++) expectProblem(await show(mfaToken, wrong(right)), 'auth.wrong_code', 401);
      expectProblem(await show(mfaToken, right), 'one_time.not_valid', 401);
    });

    it('no more often than the brake allows, however many sign-ins begin, and leaves a trace', async () => {
      const user = await someone();
      const right = await user.app.showsAnew();
      let braked = 0;
      for (let n = 0; n < 12; n++) {
        const { status, body } = await show(await halfWay(user), wrong(right));
        if (status === 429) braked++;
        else expect(body.code).toBe('auth.wrong_code');
      }
      expect(braked).toBe(2);
      const log = await nodes.read(user, '/v1/me/activity?action=auth.second_factor_failed');
      expect(log.body.items.length).toBeGreaterThan(5);
    });

    it.each([
      [
        'the password changes',
        (user: TestUser) =>
          nodes.post(
            '/v1/me/password',
            { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' },
            user.token,
          ),
      ],
      [
        'the account is suspended',
        (user: TestUser) => nodes.post(`/v1/admin/users/${user.id}/suspend`, { reason: 'test' }, nodes.admin.token),
      ],
    ])('in vain once %s', async (_what, change) => {
      const user = await someone();
      const mfaToken = await halfWay(user);
      expect((await change(user)).status).toBe(204);
      expectProblem(await show(mfaToken, await user.app.showsAnew()), 'one_time.not_valid', 401);
    });

    it('by a recovery code that is good once, however it is typed, and its owner hears of it', async () => {
      const user = await someone();
      const [code = '', other] = user.app.recoveryCodes;
      const typed = ` ${code.toUpperCase().replaceAll('-', ' ')} `;
      expect((await recover(await halfWay(user), typed)).status).toBe(200);
      expectProblem(await recover(await halfWay(user), code), 'auth.wrong_code', 401);
      expect((await nodes.mails.mailTo(user.email)).subject).toBe('A recovery code of yours at userkeep was used');
      expect((await nodes.read(user, '/v1/me/mfa/recovery-codes')).body).toMatchObject({ left: 9 });
      expect((await recover(await halfWay(user), other)).status).toBe(200);
    });

    it('by new recovery codes, and the former are no good any more', async () => {
      const user = await someone();
      const made = await nodes.post('/v1/me/mfa/recovery-codes', undefined, user.token);
      expect(made.status).toBe(201);
      expectProblem(await recover(await halfWay(user), user.app.recoveryCodes[0]), 'auth.wrong_code', 401);
      expect((await recover(await halfWay(user), made.body.recoveryCodes[0])).status).toBe(200);
      expect((await nodes.mails.mailTo(user.email)).subject).toBe('New recovery codes for userkeep');
    });

    it('not by the code of somebody else', async () => {
      const [user, thief] = [await someone(), await someone()];
      expectProblem(await show(await halfWay(user), await thief.app.showsAnew()), 'auth.wrong_code', 401);
      expectProblem(await recover(await halfWay(user), thief.app.recoveryCodes[0]), 'auth.wrong_code', 401);
    });
  });

  describe('is not walked round', () => {
    it('by a new password: it is asked for as before', async () => {
      const user = await someone();
      await nodes.post('/v1/recovery/password', { email: user.email });
      const { token } = await nodes.mails.mailTo(user.email);
      const newPassword = 'eleven quiet harbour lights';
      expect((await nodes.post('/v1/recovery/password/confirm', { token, newPassword })).status).toBe(204);
      const { body } = await nodes.post(LOGIN, { email: user.email, password: newPassword });
      expect([body.mfaRequired, body.accessToken]).toEqual([true, undefined]);
      expect((await show(body.mfaToken, await user.app.showsAnew())).status).toBe(200);
    });

    it.each(['magic-link', 'email-code'])('by %s', async (way) => {
      const user = await someone();
      await nodes.post(`/v1/auth/${way}`, { email: user.email });
      const { token, code } = await nodes.mails.mailTo(user.email);
      const proof = way === 'magic-link' ? { token } : { email: user.email, code };
      const { body } = await nodes.post(`/v1/auth/${way}/confirm`, proof);
      expect([body.mfaRequired, body.accessToken]).toEqual([true, undefined]);
      expect((await show(body.mfaToken, await user.app.showsAnew())).status).toBe(200);
    });

    it('by stepping up with the password alone', async () => {
      const user = await someone();
      await ageSession(user);
      const step = (body: object) => nodes.post(STEP_UP, body, user.token);
      expect((await step({ password: PASSWORD })).body.errors[0].pointer).toBe('/code');
      const code = await user.app.showsAnew();
      expect((await step({ method: 'totp', code })).body.errors[0].pointer).toBe('/password');
      expectProblem(await step({ password: PASSWORD, method: 'totp', code: wrong(code) }), 'auth.wrong_code', 401);
      expectProblem(await step({ password: 'not the password', method: 'totp', code }), 'auth.wrong_credentials', 401);
      expect((await step({ password: PASSWORD, method: 'totp', code })).status).toBe(204);
      expect((await nodes.api.call('DELETE', '/v1/me/mfa/totp', { token: user.token })).status).toBe(204);
      expect((await login(user)).body.accessToken).toBeDefined();
      expect((await nodes.read(user, '/v1/me/mfa/recovery-codes')).body).toEqual({ left: 0, createdAt: null });
    });
  });

  describe('may be left out', () => {
    const trusting = async (user: TestUser & { app: AppOfUser }) => {
      const { body } = await show(await halfWay(user), await user.app.showsAnew(), { trustDevice: true });
      return body as { deviceToken: string; accessToken: string };
    };

    it('on a device that is trusted, by its own user', async () => {
      const [user, other] = [await someone(), await someone()];
      const { deviceToken } = await trusting(user);
      expect(deviceToken).toMatch(/^ukd_/);
      expect((await login(user, { deviceToken })).body.accessToken).toBeDefined();
      expect((await login(other, { deviceToken })).body.mfaRequired).toBe(true);
      expect((await login(user, { deviceToken: `${deviceToken}x` })).body.mfaRequired).toBe(true);
    });

    it('but not for what is sensitive', async () => {
      const user = await someone();
      const { deviceToken } = await trusting(user);
      const { accessToken: token } = (await login(user, { deviceToken })).body as { accessToken: string };
      expectProblem(await nodes.api.call('DELETE', '/v1/me/mfa/totp', { token }), 'access.step_up_required', 403);
    });

    it('until the device is distrusted, one or all', async () => {
      const user = await someone();
      const [first, second, third] = [await trusting(user), await trusting(user), await trusting(user)];
      const { items } = (await nodes.read(user, '/v1/me/mfa/trusted-devices')).body as { items: { id: string }[] };
      expect(items).toHaveLength(3);
      const gone = `/v1/me/mfa/trusted-devices/${items[2]?.id}`;
      expect((await nodes.api.call('DELETE', gone, { token: user.token })).status).toBe(204);
      expect((await nodes.api.call('DELETE', gone, { token: user.token })).status).toBe(404);
      expect((await login(user, { deviceToken: first.deviceToken })).body.mfaRequired).toBe(true);
      expect((await login(user, { deviceToken: second.deviceToken })).body.accessToken).toBeDefined();
      await nodes.api.call('DELETE', '/v1/me/mfa/trusted-devices', { token: user.token });
      for (const { deviceToken } of [second, third])
        expect((await login(user, { deviceToken })).body.mfaRequired).toBe(true);
    });

    it('and no longer once the password has changed', async () => {
      const user = await someone();
      const { deviceToken } = await trusting(user);
      const change = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
      await nodes.post('/v1/me/password', change, user.token);
      const { body } = await nodes.post(LOGIN, { email: user.email, password: change.newPassword, deviceToken });
      expect(body.mfaRequired).toBe(true);
    });

    it('not for longer than the operator says, and never where devices are not trusted', async () => {
      const user = await someone();
      const { deviceToken } = await trusting(user);
      await nodes.database.write('UPDATE auth_trusted_device SET expires_at = UTC_TIMESTAMP(3)');
      expect((await login(user, { deviceToken })).body.mfaRequired).toBe(true);
      const strict = await nodes.api.secondNode({ TRUSTED_DEVICE_DAYS: '0' });
      const code = await user.app.showsAnew();
      const { body } = await show(await halfWay(user), code, { trustDevice: true }, strict);
      await strict.stop();
      expect([body.user.id, body.deviceToken]).toEqual([user.id, undefined]);
    });

    it('with a cookie, where tokens travel in cookies', async () => {
      const user = await someone();
      const { mfaToken } = (await login(user, { transport: 'cookie' })).body as { mfaToken: string };
      const answer = await show(mfaToken, await user.app.showsAnew(), { trustDevice: true });
      expect([answer.body.refreshToken, answer.body.deviceToken]).toEqual([undefined, undefined]);
      const cookies = answer.headers.getSetCookie();
      const device = cookies.find((cookie) => cookie.startsWith('__Host-userkeep-device='));
      expect(device).toMatch(/HttpOnly; Secure; SameSite=Strict$/);
      const cookie = device?.split(';')[0] as string;
      const body = { email: user.email, password: PASSWORD, transport: 'cookie' };
      const again = await nodes.api.call('POST', LOGIN, { body, headers: { cookie } });
      expect(again.body.accessToken).toBeDefined();
      expect(again.headers.getSetCookie()[0]).toMatch(/^__Host-userkeep-refresh=/);
    });
  });
});
