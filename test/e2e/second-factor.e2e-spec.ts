import { generateSync } from 'otplib';
import { idToBytes } from '@platform/ids/ids';
import { expectProblem } from '@test/support/expect-problem';
import { secondFactorOn, setUpApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';
import { TotpRepository } from '@features/auth/second-factor/totp/totp.repository';

type Words = ReturnType<typeof secondFactorOn>;

const LOGIN = '/v1/auth/login';
const MFA = '/v1/auth/login/mfa';

describe('The second factor', () => {
  let nodes: NodesWithMail;
  let words: ReturnType<typeof secondFactorOn>;

  beforeAll(async () => {
    nodes = await startWithMail();
    words = secondFactorOn(nodes);
  });
  afterAll(() => nodes.stop());

  const someone = () => words.someone();
  const login = (user: TestUser, more?: object) => words.login(user, more);
  const halfWay = (user: TestUser) => words.halfWay(user);
  const show: Words['show'] = (...given) => words.show(...given);
  const recover: Words['recover'] = (...given) => words.recover(...given);
  const wrong = (code: string) => words.wrong(code);
  const ageSession = (user: TestUser) => words.ageSession(user);

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

    it('or forgotten, when a day after its beginning there was no valid code', async () => {
      const [waiting, leaving, { id }] = [await nodes.someone(), await nodes.someone(), await someone()];
      for (const { token } of [waiting, leaving]) await nodes.post('/v1/me/mfa/totp', undefined, token);
      const old = [leaving.id, id].map(idToBytes);
      await nodes.database.write(
        'UPDATE auth_totp SET created_at = created_at - INTERVAL 25 HOUR WHERE user_id IN (?, ?)',
        old,
      );
      const totps = nodes.api.app.get(TotpRepository);
      expect(await totps.removeUnconfirmed(1)).toBe(1);
      const kept = await Promise.all([waiting.id, leaving.id, id].map(async (one) => !!(await totps.find(one))));
      expect(kept).toEqual([true, false, true]);
    });

    it('only after step-up authentication, and so is its removal', async () => {
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

  describe('is shown', () => {
    it('in the second step of signing in, on whichever node', async () => {
      const user = await someone();
      const { status, body } = await show(await halfWay(user), await user.app.showsAnew(), {}, nodes.other);
      expect([status, body.user.id, body.deviceToken]).toEqual([200, user.id, undefined]);
      expect((await nodes.api.call('GET', '/v1/me', { token: body.accessToken })).status).toBe(200);
    });

    it('by a code that can be used once across all sign-ins', async () => {
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

    it('no more often than the throttling allows, however many sign-ins start, and is recorded', async () => {
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

    it('by a recovery code that can be used once, however it is typed, and its owner is notified', async () => {
      const user = await someone();
      const [code = '', other] = user.app.recoveryCodes;
      const typed = ` ${code.toUpperCase().replaceAll('-', ' ')} `;
      expect((await recover(await halfWay(user), typed)).status).toBe(200);
      expectProblem(await recover(await halfWay(user), code), 'auth.wrong_code', 401);
      expect((await nodes.mails.mailTo(user.email)).subject).toBe('A recovery code was used to sign in to userkeep');
      expect((await nodes.read(user, '/v1/me/mfa/recovery-codes')).body).toMatchObject({ left: 9 });
      expect((await recover(await halfWay(user), other)).status).toBe(200);
    });

    it('by new recovery codes, which invalidate the previous ones', async () => {
      const user = await someone();
      const made = await nodes.post('/v1/me/mfa/recovery-codes', undefined, user.token);
      expect(made.status).toBe(201);
      expect((await nodes.mails.mailTo(user.email)).subject).toBe('New recovery codes for your userkeep account');
      expectProblem(await recover(await halfWay(user), user.app.recoveryCodes[0]), 'auth.wrong_code', 401);
      expect((await recover(await halfWay(user), made.body.recoveryCodes[0])).status).toBe(200);
    });

    it('not by the code of another user', async () => {
      const [user, thief] = [await someone(), await someone()];
      expectProblem(await show(await halfWay(user), await thief.app.showsAnew()), 'auth.wrong_code', 401);
      expectProblem(await recover(await halfWay(user), thief.app.recoveryCodes[0]), 'auth.wrong_code', 401);
    });
  });
});
