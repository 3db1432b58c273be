import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, TestApi, type TestUser } from '@test/support/test-api';
import { until } from '@test/support/two-nodes';
import { PasswordSetter } from '@features/auth';
import { Database } from '@platform/persistence/database';

describe('Login throttling', () => {
  let api: TestApi;
  let other: TestApi;

  beforeAll(async () => {
    // Behind a proxy, so that a test can use any network.
    api = await TestApi.start({ TRUSTED_PROXIES: '127.0.0.1' });
    other = await api.secondNode();
  });
  afterAll(async () => {
    await other.stop();
    await api.stop();
  });

  const guess = (email: string, network: string, password = 'wrong wrong wrong', node = api) =>
    node.call('POST', '/v1/auth/login', { body: { email, password }, headers: { 'x-forwarded-for': network } });
  const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);

  it('stops after ten failed attempts from one network, counted over both nodes and all concurrent requests', async () => {
    const user = await api.register('guessed');
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => guess(user.email, '203.0.113.5', undefined, i % 2 ? api : other)),
    );
    expect(statuses(answers).filter((status) => status === 401)).toHaveLength(10);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body.code).toBe('auth.too_many_attempts');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await guess(user.email, '203.0.113.5', PASSWORD)).status).toBe(429);
  });

  it('applies in the same way to an account that does not exist', async () => {
    const answers = [];
    for (let i = 0; i < 11; i++) answers.push(await guess('unknown@example.com', '203.0.113.6'));
    expect(statuses(answers)).toEqual([...Array(10).fill(401), 429]);
  });

  it('does not let attackers lock a user out of a network that the user has signed in from', async () => {
    const user = await api.register('beloved');
    expect((await guess(user.email, '198.51.100.7', PASSWORD)).status).toBe(200);
    for (let network = 1; network <= 11; network++) {
      await Promise.all(Array.from({ length: 10 }, () => guess(user.email, `192.0.2.${network}`)));
    }
    expect((await guess(user.email, '192.0.2.99')).status).toBe(429);
    expect((await guess(user.email, '198.51.100.7', PASSWORD)).status).toBe(200);
  });

  it('does not reveal whether an account exists, neither on known networks nor after a sign-in', async () => {
    const knownNetwork = '198.51.100.8';
    const user = await api.register('at-home');
    expect((await guess(user.email, knownNetwork, PASSWORD)).status).toBe(200);
    const names = [user.email, 'not-at-home@example.com'];
    for (const name of names) {
      for (let network = 1; network <= 5; network++) {
        await Promise.all(Array.from({ length: 10 }, () => guess(name, `192.0.3.${network}`)));
      }
    }
    const attempt = async (network: string) =>
      Promise.all(names.map(async (name) => (await guess(name, network)).body.code));
    expect(await attempt(knownNetwork)).toEqual(Array(2).fill('auth.too_many_attempts'));
    expect((await guess(user.email, knownNetwork, PASSWORD)).status).toBe(200);
    expect(await attempt('192.0.3.98')).toEqual(Array(2).fill('auth.too_many_attempts'));
    // Further guesses from elsewhere do not sign in either.
    expect((await guess(user.email, '192.0.3.99', PASSWORD)).status).toBe(429);
  });

  it('does not count sign-ins of the owner, from however many networks', async () => {
    const user = await api.register('traveller');
    for (let n = 0; n < 60; n++) expect((await guess(user.email, `192.0.4.${n}`, PASSWORD)).status).toBe(200);
  });

  it('counts one IPv6 subscriber as one network, however the address is spelled', async () => {
    const user = await api.register('six');
    const spellings = ['2001:db8:1:2::1', '2001:0DB8:0001:0002:ffff::9', '2001:db8:1:2:a:b:c:d'];
    const answers = [];
    for (let i = 0; i < 12; i++) answers.push(await guess(user.email, spellings[i % 3] as string));
    expect(statuses(answers)).toEqual([...Array(10).fill(401), 429, 429]);
  });

  it('stops a network that tries many accounts', async () => {
    const answers = [];
    for (let i = 0; i < 110; i++) answers.push(await guess(`account${i}@example.com`, '203.0.113.77'));
    expect(statuses(answers).filter((status) => status === 429)).toHaveLength(10);
  });

  it('forgets the failed attempts before a correct password', async () => {
    const user = await api.register('forgetful');
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 6; i++) await guess(user.email, '203.0.113.9');
      expect((await guess(user.email, '203.0.113.9', PASSWORD)).status).toBe(200);
    }
  });

  it('throttles guessing the current password in a session', async () => {
    const user = await api.register('left-open');
    const answers = [];
    for (let i = 0; i < 11; i++) {
      const path = i % 2 ? '/v1/me/step-up' : '/v1/me/password';
      const body =
        i % 2 ? { password: 'wrong' } : { currentPassword: 'wrong', newPassword: 'eleven quiet harbour lights' };
      answers.push(await api.call('POST', path, { token: user.token, body }));
    }
    expect(statuses(answers)).toEqual([...Array(10).fill(403), 429]);
    expect(answers[0]?.body.code).toBe('auth.wrong_password');
  });

  it('records a wrong current password, and not a failed sign-in', async () => {
    const user = await api.register('mistyping');
    await api.call('POST', '/v1/me/step-up', { token: user.token, body: { password: 'wrong' } });
    const actions = async () => {
      const { body } = await api.call('GET', '/v1/me/activity', { token: user.token });
      return (body.items as { action: string }[]).map(({ action }) => action);
    };
    await until(async () => (await actions()).includes('auth.password_check_failed'));
    expect(await actions()).not.toContain('auth.sign_in_failed');
  });

  describe('of attempts by an attacker without the password', () => {
    /** More attempts than the second factor and a name allow in a day, from as many networks as needed. */
    const guessOften = async (given: object, networks: string, each = 10) => {
      for (let n = 1; n <= 6; n++) {
        const headers = { 'x-forwarded-for': `${networks}.${n}` };
        const body = { ...given, password: 'wrong wrong wrong' };
        await Promise.all(Array.from({ length: each }, () => api.call('POST', '/v1/auth/login', { body, headers })));
      }
    };
    const from = (network: string, path: string, body: object, token?: string) =>
      api.call('POST', path, { body, ...(token && { token }), headers: { 'x-forwarded-for': network } });

    it('does not throttle the second factor, whatever name was entered', async () => {
      const victim = await api.register('with-factor');
      const { recoveryCodes } = await setUpApp({ api, database: api.app.get(Database) }, victim);
      for (const [n, name] of [`second factor of ${victim.id}`, `second-factor\0${victim.id}`, victim.id].entries()) {
        await guessOften({ email: name }, `192.1.${n}`);
        await guessOften({ username: name }, `192.2.${n}`);
      }
      const begun = await from('192.9.0.1', '/v1/auth/login', { email: victim.email, password: PASSWORD });
      expect(begun.body.mfaRequired).toBe(true);
      const second = { mfaToken: begun.body.mfaToken, method: 'recovery_code', code: recoveryCodes[0] };
      expect((await from('192.9.0.1', '/v1/auth/login/mfa', second)).status).toBe(200);
    });

    it('does not throttle step-up authentication or a change of password', async () => {
      const victim = await api.register('signed-in-victim');
      await guessOften({ email: victim.id }, '192.3.0');
      await guessOften({ email: victim.email }, '192.3.1');
      const stepUp = await from('192.9.0.2', '/v1/me/step-up', { password: PASSWORD }, victim.token);
      expect(stepUp.status).toBe(204);
      const change = { currentPassword: PASSWORD, newPassword: 'eleven quiet harbour lights' };
      expect((await from('192.9.0.2', '/v1/me/password', change, victim.token)).status).toBe(204);
    });

    it('does not block the second factor of the user because of a hijacked session', async () => {
      const victim = await api.register('taken-over');
      const codes: unknown[] = [];
      const { recoveryCodes } = await setUpApp({ api, database: api.app.get(Database) }, victim);
      for (let i = 0; i < 60; i++) {
        const answer = await from(`192.9.1.${i % 6}`, '/v1/me/mfa/totp/confirm', { code: '000000' }, victim.token);
        codes.push(answer.status);
      }
      expect(new Set(codes)).toEqual(new Set([409, 429]));
      const begun = await from('192.9.1.9', '/v1/auth/login', { email: victim.email, password: PASSWORD });
      const second = { mfaToken: begun.body.mfaToken, method: 'recovery_code', code: recoveryCodes[0] };
      expect((await from('192.9.1.4', '/v1/auth/login/mfa', second)).status).toBe(200);
    });

    it('does not block the owner because of attempts that were rejected unchecked', async () => {
      const owner = await api.register('refused-often', { username: 'refused-often' });
      const answers = [];
      for (let i = 0; i < 61; i++) answers.push((await guess(owner.email, '192.9.2.1')).status);
      expect(answers).toEqual([...Array(10).fill(401), ...Array(51).fill(429)]);
      expect((await guess(owner.email, '192.9.2.2', PASSWORD)).status).toBe(200);
      const byUsername = { username: 'refused-often', password: PASSWORD };
      expect((await from('192.9.2.3', '/v1/auth/login', byUsername)).status).toBe(200);
    });

    it('does not block the password of other sessions because of a hijacked session', async () => {
      const owner = await api.register('step-up-guessed');
      for (let i = 0; i < 40; i++) await from(`192.9.3.${i % 5}`, '/v1/me/step-up', { password: 'wrong' }, owner.token);
      const again = await guess(owner.email, '192.9.3.9', PASSWORD);
      const stepUp = await from('192.9.3.9', '/v1/me/step-up', { password: PASSWORD }, again.body.accessToken);
      expect(stepUp.status).toBe(204);
    });

    it('does not throttle signed-in users on their own network', async () => {
      const owner = await api.register('same-network');
      for (let i = 0; i < 101; i++) await guess('no address', '192.9.4.1');
      expect((await guess(owner.email, '192.9.4.1', PASSWORD)).status).toBe(429);
      expect((await from('192.9.4.1', '/v1/me/step-up', { password: PASSWORD }, owner.token)).status).toBe(204);
    });

    it('is counted for the network alone if the name cannot belong to an account', async () => {
      const names = ['no address', 'a b@c', 'x'.repeat(64)];
      const answers = [];
      for (let i = 0; i < 105; i++) answers.push(await guess(names[i % 3] as string, '192.3.2.1'));
      expect(statuses(answers)).toEqual([...Array(100).fill(401), ...Array(5).fill(429)]);
      expect((await guess('no address', '192.3.2.2')).status).toBe(401);
    });
  });

  describe('of an account under several names', () => {
    const guessFromNetworks = async (email: string, networks: string, times: number) => {
      const answers = [];
      for (let i = 0; i < times; i++) answers.push(await guess(email, `${networks}.${Math.floor(i / 9)}`));
      return statuses(answers);
    };

    it('counts every spelling of an address as one, with or without an account', async () => {
      const email = 'ada@b\u00fccher.example';
      const { status } = await api.call('POST', '/v1/auth/register', { body: { email, password: PASSWORD } });
      expect(status).toBe(201);
      for (const [n, name] of ['ada', 'unknown'].entries()) {
        expect(await guessFromNetworks(`${name}@b\u00fccher.example`, `192.4.${n}`, 25)).toEqual(Array(25).fill(401));
        expect(await guessFromNetworks(`${name}@XN--BCHER-KVA.example`, `192.5.${n}`, 25)).toEqual(Array(25).fill(401));
        expect(await guessFromNetworks(`${name}@b\u00fccher.example`, `192.6.${n}`, 1)).toEqual([429]);
        expect(await guessFromNetworks(`${name}@xn--bcher-kva.example`, `192.7.${n}`, 1)).toEqual([429]);
      }
    });

    /** Attempts with the address and with the username, each below the limit of a name, together above that of an account. */
    const guessWithBothNames = async (user: TestUser, username: string, networks: string) => {
      const answers = [];
      for (let i = 0; i < 36; i++) {
        const headers = { 'x-forwarded-for': `${networks}.${Math.floor(i / 9)}` };
        for (const name of [{ email: user.email }, { username }]) {
          const body = { ...name, password: 'wrong wrong wrong' };
          answers.push(await api.call('POST', '/v1/auth/login', { body, headers }));
        }
      }
      return statuses(answers);
    };

    it('rejects every password beyond the account limit and does not reveal that the names belong together', async () => {
      const knownNetwork = '198.51.100.9';
      const user = await api.register('both-names', { username: 'both-names' });
      expect((await guess(user.email, knownNetwork, PASSWORD)).status).toBe(200);
      expect(await guessWithBothNames(user, 'both-names', '192.8.0')).toEqual(Array(72).fill(401));
      // A correct password is answered like a wrong one: 429 would reveal that attempts with the other name count here.
      expect((await guess(user.email, '192.8.1.1', PASSWORD)).body.code).toBe('auth.wrong_credentials');
      expect((await guess(user.email, knownNetwork, PASSWORD)).status).toBe(200);
    });

    it('is lifted when the password is reset', async () => {
      const user = await api.register('forgiven-both', { username: 'forgiven-both' });
      await guessWithBothNames(user, 'forgiven-both', '192.8.2');
      expect((await guess(user.email, '192.8.3.1', PASSWORD)).status).toBe(401);
      const setter = api.app.get(PasswordSetter);
      const { body: me } = await api.call('GET', '/v1/me', { token: user.token });
      const hash = await setter.hash('/newPassword', 'eleven quiet harbour lights', me);
      await api.app.get(Database).transactions.run(() => setter.set(me, hash));
      expect((await guess(user.email, '192.8.3.1', 'eleven quiet harbour lights')).status).toBe(200);
    });
  });
});
