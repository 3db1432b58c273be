import { generateSync } from 'otplib';
import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { secondFactorOn, setUpApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';
import { RetentionService } from '@features/privacy';
import { PasswordHasher } from '@features/auth/password/password-hasher';
import { TotpRepository } from '@features/auth/second-factor/totp/totp.repository';

type SecondFactor = ReturnType<typeof secondFactorOn>;

const LOGIN = '/v1/auth/login';
const MFA = '/v1/auth/login/mfa';

describe('The second factor', () => {
  let nodes: NodesWithMail;
  let secondFactor: ReturnType<typeof secondFactorOn>;

  beforeAll(async () => {
    nodes = await startWithMail();
    secondFactor = secondFactorOn(nodes);
  });
  afterAll(() => nodes.stop());

  const someone = () => secondFactor.someone();
  const login = (user: TestUser, more?: object) => secondFactor.login(user, more);
  const mfaTokenOf = (user: TestUser) => secondFactor.mfaTokenOf(user);
  const show: SecondFactor['show'] = (...given) => secondFactor.show(...given);
  const recover: SecondFactor['recover'] = (...given) => secondFactor.recover(...given);
  const wrong = (code: string) => secondFactor.wrong(code);
  const ageSession = (user: TestUser) => secondFactor.ageSession(user);

  describe('is set up', () => {
    it('with its first valid code, and is not required before that', async () => {
      const user = await nodes.someone();
      const begun = await nodes.post('/v1/me/mfa/totp', undefined, user.token);
      expect(begun.status).toBe(201);
      expect(begun.body.uri).toMatch(
        /^otpauth:\/\/totp\/userkeep:someone-\d+%40example\.com\?secret=[A-Z2-7]{32}&issuer=userkeep/,
      );
      expect((await login(user)).body.accessToken).toBeDefined();
      const code = generateSync({ secret: begun.body.secret });
      const confirm = (shown: string) => nodes.post('/v1/me/mfa/totp/confirm', { code: shown }, user.token);
      expectProblem(await confirm(wrong(code)), 'auth.wrong_second_factor', 403);
      expect((await login(user)).body.accessToken).toBeDefined();
      const confirmed = await confirm(`${code.slice(0, 3)}\u00a0${code.slice(3)}`);
      expect(confirmed.status).toBe(200);
      expect(new Set(confirmed.body.recoveryCodes).size).toBe(10);
      expect((await login(user)).body).toEqual({
        mfaRequired: true,
        mfaToken: expect.stringMatching(/^uko_/),
        methods: ['totp', 'recovery_code'],
      });
      expectProblem(await confirm(code), 'auth.totp_already_enabled', 409);
      expectProblem(await nodes.post('/v1/me/mfa/totp', undefined, user.token), 'auth.totp_already_enabled', 409);
    });

    it('and ends every other session on every node, because those have not presented it', async () => {
      const user = await nodes.someone();
      const elsewhere = (await login(user)).body as { accessToken: string; refreshToken: string };
      await setUpApp(nodes, user);
      for (const node of [nodes.api, nodes.other]) {
        expectProblem(await node.call('GET', '/v1/me', { token: elsewhere.accessToken }), 'access.session_ended', 401);
        expect((await nodes.read(user, '/v1/me', node)).status).toBe(200);
      }
      expect((await nodes.post('/v1/auth/refresh', { refreshToken: elsewhere.refreshToken })).status).toBe(401);
    });

    it('and ends sign-ins that were pending in 20 concurrent requests on two nodes', async () => {
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

    it.each([
      ['in the same session', 'access.step_up_required', 403],
      ['in another session', 'access.session_ended', 401],
    ])('%s, and a password change that is under way then fails', async (where, code, status) => {
      const user = await nodes.someone();
      const owner = where === 'in the same session' ? user : { ...user, token: (await login(user)).body.accessToken };
      const hasher = nodes.api.app.get(PasswordHasher);
      const hash = hasher.hash.bind(hasher);
      const hashing = jest.spyOn(hasher, 'hash').mockImplementationOnce(async (password) => {
        await setUpApp(nodes, owner);
        await ageSession(user);
        return hash(password);
      });
      const change = { currentPassword: PASSWORD, newPassword: `${PASSWORD} but newer` };
      expectProblem(await nodes.post('/v1/me/password', change, user.token), code, status);
      hashing.mockRestore();
      expect((await login(user)).body.mfaRequired).toBe(true);
    });

    it('once by 20 concurrent confirmations on two nodes', async () => {
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

    it('unless there was no valid code within a day', async () => {
      const [waiting, leaving, { id }] = [await nodes.someone(), await nodes.someone(), await someone()];
      for (const { token } of [waiting, leaving]) await nodes.post('/v1/me/mfa/totp', undefined, token);
      const old = [leaving.id, id].map(idToBytes);
      await nodes.database.write(
        'UPDATE auth_totp SET created_at = created_at - INTERVAL 25 HOUR WHERE user_id IN (?, ?)',
        old,
      );
      const totps = nodes.api.app.get(TotpRepository);
      await nodes.api.app.get(RetentionService).run();
      const kept = await Promise.all([waiting.id, leaving.id, id].map(async (one) => !!(await totps.find(one))));
      expect(kept).toEqual([true, false, true]);
    });

    it('only after step-up authentication, which its removal requires too', async () => {
      const user = await someone();
      await ageSession(user);
      for (const [method, path] of [
        ['POST', '/v1/me/mfa/totp'],
        ['DELETE', '/v1/me/mfa/totp'],
        ['POST', '/v1/me/mfa/recovery-codes'],
      ] as const)
        expectProblem(await nodes.api.call(method, path, { token: user.token }), 'access.step_up_required', 403);
    });

    it('and is announced by mail, logged, and exported without its secret', async () => {
      const user = await nodes.someone();
      await nodes.mails.mailTo(user.email);
      const app = await setUpApp(nodes, user);
      expect((await nodes.mails.mailTo(user.email)).subject).toBe(
        'Two-factor authentication was turned on for your userkeep account',
      );
      const log = await nodes.read(user, '/v1/me/activity?action=auth.totp_enabled');
      expect(log.body.items).toHaveLength(1);
      expect(JSON.stringify(log.body)).not.toContain(app.secret);
      const stored = await nodes.database.rows('SELECT * FROM auth_totp');
      expect(JSON.stringify(stored)).not.toContain(app.secret);
    });
  });

  describe('is presented', () => {
    it('in the second request of a sign-in, on any node', async () => {
      const user = await someone();
      const { status, body } = await show(await mfaTokenOf(user), await user.app.freshCode(), {}, nodes.other);
      expect([status, body.user.id, body.deviceToken]).toEqual([200, user.id, undefined]);
      expect((await nodes.api.call('GET', '/v1/me', { token: body.accessToken })).status).toBe(200);
    });

    it('by a code that can be used once across all sign-ins', async () => {
      const user = await someone();
      const code = await user.app.freshCode();
      expect((await show(await mfaTokenOf(user), code)).status).toBe(200);
      expectProblem(await show(await mfaTokenOf(user), code), 'auth.wrong_code', 401);
    });

    it('by a code that is not valid before its time, nor long after', async () => {
      const user = await someone();
      await user.app.freshCode();
      const { secret } = user.app;
      const now = Math.floor(Date.now() / 1000);
      for (const epoch of [now - 90, now + 90]) {
        expectProblem(await show(await mfaTokenOf(user), generateSync({ secret, epoch })), 'auth.wrong_code', 401);
      }
    });

    it.each(['totp', 'recovery_code'] as const)(
      'once with a %s by 20 concurrent requests on two nodes',
      async (method) => {
        const user = await someone();
        const code = method === 'totp' ? await user.app.freshCode() : user.app.recoveryCodes[0];
        // Five attempts with one MFA token are checked; the others are rejected as too many.
        const counts = await nodes.twentyAtOnce(MFA, { mfaToken: await mfaTokenOf(user), method, code });
        expect(counts[200]).toBe(1);
      },
    );

    it('for one session, even if another factor is presented with the same MFA token, at once or later', async () => {
      const user = await someone();
      const mfaToken = await mfaTokenOf(user);
      const shown = user.app.recoveryCodes.slice(0, 4);
      const answers = await Promise.all(
        shown.map((code, n) =>
          nodes.post(MFA, { mfaToken, method: 'recovery_code', code }, undefined, n % 2 ? nodes.api : nodes.other),
        ),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expectProblem(await recover(mfaToken, user.app.recoveryCodes[5]), 'one_time.not_valid', 401);
      // The code of an attempt that did not sign in is not used up.
      expect((await nodes.read(user, '/v1/me/mfa/recovery-codes')).body.left).toBe(9);
    });

    it('once by 20 concurrent sign-ins with one code', async () => {
      const user = await someone();
      const tokens = [];
      for (let n = 0; n < 9; n++) tokens.push(await mfaTokenOf(user));
      const code = await user.app.freshCode();
      const answers = await Promise.all(
        tokens.map((token, n) => show(token, code, {}, n % 2 ? nodes.api : nodes.other)),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('in five attempts for each sign-in', async () => {
      const user = await someone();
      const mfaToken = await mfaTokenOf(user);
      const right = await user.app.freshCode();
      for (let n = 0; n < 5; n++) expectProblem(await show(mfaToken, wrong(right)), 'auth.wrong_code', 401);
      expectProblem(await show(mfaToken, right), 'one_time.not_valid', 401);
    });

    it('as often as the throttling allows, however many sign-ins start, and is recorded', async () => {
      const user = await someone();
      const right = await user.app.freshCode();
      let throttled = 0;
      for (let n = 0; n < 12; n++) {
        const { status, body } = await show(await mfaTokenOf(user), wrong(right));
        if (status === 429) throttled++;
        else expect(body.code).toBe('auth.wrong_code');
      }
      expect(throttled).toBe(2);
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
      const mfaToken = await mfaTokenOf(user);
      expect((await change(user)).status).toBe(204);
      expectProblem(await show(mfaToken, await user.app.freshCode()), 'one_time.not_valid', 401);
    });

    it('by a recovery code that can be used once, in any spelling, and notifies the user', async () => {
      const user = await someone();
      const [code = '', other] = user.app.recoveryCodes;
      const typed = ` ${code.toUpperCase().replaceAll('-', ' ')} `;
      expect((await recover(await mfaTokenOf(user), typed)).status).toBe(200);
      expectProblem(await recover(await mfaTokenOf(user), code), 'auth.wrong_code', 401);
      expect((await nodes.mails.mailTo(user.email)).subject).toBe('A recovery code was used to sign in to userkeep');
      expect((await nodes.read(user, '/v1/me/mfa/recovery-codes')).body).toMatchObject({ left: 9 });
      expect((await recover(await mfaTokenOf(user), other)).status).toBe(200);
    });

    it('by new recovery codes, which invalidate the previous ones', async () => {
      const user = await someone();
      const made = await nodes.post('/v1/me/mfa/recovery-codes', undefined, user.token);
      expect(made.status).toBe(201);
      expect((await nodes.mails.mailTo(user.email)).subject).toBe('New recovery codes for your userkeep account');
      expectProblem(await recover(await mfaTokenOf(user), user.app.recoveryCodes[0]), 'auth.wrong_code', 401);
      expect((await recover(await mfaTokenOf(user), made.body.recoveryCodes[0])).status).toBe(200);
    });

    it('and not by the code of another user', async () => {
      const [user, other] = [await someone(), await someone()];
      expectProblem(await show(await mfaTokenOf(user), await other.app.freshCode()), 'auth.wrong_code', 401);
      expectProblem(await recover(await mfaTokenOf(user), other.app.recoveryCodes[0]), 'auth.wrong_code', 401);
    });
  });
});
