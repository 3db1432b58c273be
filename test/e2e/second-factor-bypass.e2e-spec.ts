import { expectProblem } from '@test/support/expect-problem';
import { secondFactorOn, type UserWithApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

type SecondFactor = ReturnType<typeof secondFactorOn>;

const LOGIN = '/v1/auth/login';
const STEP_UP = '/v1/me/step-up';

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

  const wrong = (code: string) => secondFactor.wrong(code);
  const ageSession = (user: TestUser) => secondFactor.ageSession(user);

  describe('cannot be bypassed', () => {
    it('by a new password: the code is required as before', async () => {
      const user = await someone();
      await nodes.post('/v1/recovery/password', { email: user.email });
      const { token } = await nodes.mails.mailTo(user.email);
      const newPassword = 'eleven quiet harbour lights';
      expect((await nodes.post('/v1/recovery/password/confirm', { token, newPassword })).status).toBe(204);
      const { body } = await nodes.post(LOGIN, { email: user.email, password: newPassword });
      expect([body.mfaRequired, body.accessToken]).toEqual([true, undefined]);
      expect((await show(body.mfaToken, await user.app.freshCode())).status).toBe(200);
    });

    it.each(['magic-link', 'email-code'])('by %s', async (method) => {
      const user = await someone();
      await nodes.post(`/v1/auth/${method}`, { email: user.email });
      const { token, code } = await nodes.mails.mailTo(user.email);
      const proof = method === 'magic-link' ? { token } : { email: user.email, code };
      const { body } = await nodes.post(`/v1/auth/${method}/confirm`, proof);
      expect([body.mfaRequired, body.accessToken]).toEqual([true, undefined]);
      expect((await show(body.mfaToken, await user.app.freshCode())).status).toBe(200);
    });

    it('by step-up authentication with the password alone', async () => {
      const user = await someone();
      await ageSession(user);
      const step = (body: object) => nodes.post(STEP_UP, body, user.token);
      expect((await step({ password: PASSWORD })).body.errors[0].pointer).toBe('/code');
      const code = await user.app.freshCode();
      expect((await step({ method: 'totp', code })).body.errors[0].pointer).toBe('/password');
      expectProblem(
        await step({ password: PASSWORD, method: 'totp', code: wrong(code) }),
        'auth.wrong_second_factor',
        403,
      );
      expectProblem(await step({ password: 'not the password', method: 'totp', code }), 'auth.wrong_password', 403);
      expect((await step({ password: PASSWORD, method: 'totp', code })).status).toBe(204);
      expect((await nodes.api.call('DELETE', '/v1/me/mfa/totp', { token: user.token })).status).toBe(204);
      expect((await login(user)).body.accessToken).toBeDefined();
      expect((await nodes.read(user, '/v1/me/mfa/recovery-codes')).body).toEqual({ left: 0, createdAt: null });
    });

    it('by the password alone, to change the password on a trusted device', async () => {
      const user = await someone();
      const { body } = await show(await mfaTokenOf(user), await user.app.freshCode(), { trustDevice: true });
      const { accessToken: token } = (await login(user, { deviceToken: body.deviceToken })).body as {
        accessToken: string;
      };
      const change = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
      expectProblem(await nodes.post('/v1/me/password', change, token), 'access.step_up_required', 403);
      const code = await user.app.freshCode();
      await nodes.post(STEP_UP, { password: PASSWORD, method: 'totp', code }, token);
      expect((await nodes.post('/v1/me/password', change, token)).status).toBe(204);
    });

    it('by guessing from many networks with the correct password', async () => {
      const user = await someone();
      await user.app.freshCode();
      let checked = 0;
      for (let n = 0; n < 12; n++) {
        const headers = { 'x-forwarded-for': `198.51.100.${n}` };
        for (let batch = 0; batch < 2; batch++) {
          const { mfaToken } = (
            await nodes.api.call('POST', LOGIN, { body: { email: user.email, password: PASSWORD }, headers })
          ).body as { mfaToken: string };
          for (let n = 0; n < 5; n++) {
            const body = { mfaToken, method: 'totp', code: wrong(user.app.code()) };
            const { status } = await nodes.api.call('POST', '/v1/auth/login/mfa', { body, headers });
            if (status === 401) checked++;
          }
        }
      }
      expect(checked).toBe(50);
    });

    it('by guessing from a known network of the user', async () => {
      const user = await someone();
      await user.app.freshCode();
      const guess = async () => (await show(await mfaTokenOf(user), wrong(user.app.code()))).status;
      const statuses: number[] = [];
      for (let n = 0; n < 110; n++) {
        statuses.push(await guess());
        // After 15 minutes only the attempts that are counted for a day remain.
        await nodes.database.write('DELETE FROM auth_attempt WHERE ends_at < UTC_TIMESTAMP(3) + INTERVAL 1 HOUR');
      }
      expect(statuses.filter((status) => status === 401)).toHaveLength(100);
    });
  });

  describe('can be skipped', () => {
    const trusting = async (user: UserWithApp) => {
      const { body } = await show(await mfaTokenOf(user), await user.app.freshCode(), { trustDevice: true });
      return body as { deviceToken: string; accessToken: string };
    };

    it('on a trusted device, by its own user', async () => {
      const [user, other] = [await someone(), await someone()];
      const { deviceToken } = await trusting(user);
      expect(deviceToken).toMatch(/^ukd_/);
      expect((await login(user, { deviceToken })).body.accessToken).toBeDefined();
      expect((await login(other, { deviceToken })).body.mfaRequired).toBe(true);
      expect((await login(user, { deviceToken: `${deviceToken}x` })).body.mfaRequired).toBe(true);
    });

    it('but is still required for sensitive actions', async () => {
      const user = await someone();
      const { deviceToken } = await trusting(user);
      const { accessToken: token } = (await login(user, { deviceToken })).body as { accessToken: string };
      expectProblem(await nodes.api.call('DELETE', '/v1/me/mfa/totp', { token }), 'access.step_up_required', 403);
    });

    it('and the log contains the sign-in method and the second factor', async () => {
      const user = await someone();
      const { deviceToken } = await trusting(user);
      await login(user, { deviceToken });
      await nodes.post('/v1/auth/magic-link', { email: user.email });
      const { token } = await nodes.mails.mailTo(user.email);
      const { body } = await nodes.post('/v1/auth/magic-link/confirm', { token });
      const [code] = user.app.recoveryCodes;
      await nodes.post('/v1/auth/login/mfa', { mfaToken: body.mfaToken, method: 'recovery_code', code });
      const log = await nodes.read(user, '/v1/me/activity?action=auth.signed_in');
      const signIns = (log.body.items as { facts: object }[]).map(({ facts }) => ({ ...facts, sessionId: undefined }));
      expect(signIns).toEqual([
        { method: 'magic_link', secondFactor: 'recovery_code' },
        { method: 'password', secondFactor: 'trusted_device' },
        { method: 'password', secondFactor: 'totp' },
        { method: 'registration' },
      ]);
    });

    it('until trust in the device is removed, for one or for all', async () => {
      const user = await someone();
      const [first, second, third] = [await trusting(user), await trusting(user), await trusting(user)];
      const { items } = (await nodes.read(user, '/v1/me/mfa/trusted-devices')).body as { items: { id: string }[] };
      expect(items).toHaveLength(3);
      const devicePath = `/v1/me/mfa/trusted-devices/${items[2]?.id}`;
      expect((await nodes.api.call('DELETE', devicePath, { token: user.token })).status).toBe(204);
      expect((await nodes.api.call('DELETE', devicePath, { token: user.token })).status).toBe(404);
      expect((await login(user, { deviceToken: first.deviceToken })).body.mfaRequired).toBe(true);
      expect((await login(user, { deviceToken: second.deviceToken })).body.accessToken).toBeDefined();
      await nodes.api.call('DELETE', '/v1/me/mfa/trusted-devices', { token: user.token });
      for (const { deviceToken } of [second, third])
        expect((await login(user, { deviceToken })).body.mfaRequired).toBe(true);
    });

    it('on twenty devices at most: the oldest one loses its trust', async () => {
      const user = await someone();
      const { deviceToken: first } = await trusting(user);
      const { deviceToken: second } = await trusting(user);
      // Rows instead of sign-ins, because only their number matters here.
      for (let n = 0; n < 18; n++)
        await nodes.database.write(
          `INSERT INTO auth_trusted_device SELECT CONCAT(SUBSTRING(id, 1, 8), CHAR(?), SUBSTRING(id, 10)), user_id,
             UNHEX(SHA2(CONCAT(id, ?), 256)), created_at, last_used_at, expires_at, origin_sealed
           FROM auth_trusted_device WHERE token_hash = UNHEX(SHA2(?, 256))`,
          [n, n, second],
        );
      const { deviceToken: newest } = await trusting(user);
      expect((await nodes.read(user, '/v1/me/mfa/trusted-devices?limit=100')).body.items).toHaveLength(20);
      expect((await login(user, { deviceToken: first })).body.mfaRequired).toBe(true);
      for (const deviceToken of [second, newest])
        expect((await login(user, { deviceToken })).body.accessToken).toBeDefined();
    });

    it('but not after a change of the password', async () => {
      const user = await someone();
      const { deviceToken } = await trusting(user);
      const change = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
      await nodes.post('/v1/me/password', change, user.token);
      const { body } = await nodes.post(LOGIN, { email: user.email, password: change.newPassword, deviceToken });
      expect(body.mfaRequired).toBe(true);
    });

    it('but not after new recovery codes were created', async () => {
      const user = await someone();
      const { deviceToken } = await trusting(user);
      await nodes.post('/v1/me/mfa/recovery-codes', undefined, user.token);
      expect((await login(user, { deviceToken })).body.mfaRequired).toBe(true);
    });

    it('but not longer than configured, and never if trusted devices are disabled', async () => {
      const user = await someone();
      const { deviceToken } = await trusting(user);
      await nodes.database.write('UPDATE auth_trusted_device SET expires_at = UTC_TIMESTAMP(3)');
      expect((await login(user, { deviceToken })).body.mfaRequired).toBe(true);
      const strict = await nodes.api.secondNode({ TRUSTED_DEVICE_DAYS: '0' });
      const code = await user.app.freshCode();
      const { body } = await show(await mfaTokenOf(user), code, { trustDevice: true }, strict);
      await strict.stop();
      expect([body.user.id, body.deviceToken]).toEqual([user.id, undefined]);
    });

    it('with the transport that the MFA request asks for, whatever the first request asked for', async () => {
      const user = await someone();
      const code = await user.app.freshCode();
      const answer = await show(await mfaTokenOf(user), code, { transport: 'cookie' });
      expect([answer.status, answer.body.refreshToken]).toEqual([200, undefined]);
      expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-userkeep-refresh=ukr_/);
      const { mfaToken } = (await login(user, { transport: 'cookie' })).body as { mfaToken: string };
      const inBody = await show(mfaToken, await user.app.freshCode(), { transport: 'body' });
      expect([inBody.body.refreshToken, inBody.headers.getSetCookie()]).toEqual([expect.stringMatching(/^ukr_/), []]);
    });

    it('with a cookie, if the client uses the cookie transport', async () => {
      const user = await someone();
      const { mfaToken } = (await login(user, { transport: 'cookie' })).body as { mfaToken: string };
      const answer = await show(mfaToken, await user.app.freshCode(), { trustDevice: true });
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
