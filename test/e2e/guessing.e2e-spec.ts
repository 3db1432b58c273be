import { PASSWORD, TestApi } from '@test/support/test-api';

describe('The brake on guessing', () => {
  let api: TestApi;
  let other: TestApi;

  beforeAll(async () => {
    // Behind a proxy, so that a test can come from any network it likes.
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

  it('stops after ten guesses from one network, counted over both nodes and however parallel', async () => {
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

  it('does the same for an account that does not exist', async () => {
    const answers = [];
    for (let i = 0; i < 11; i++) answers.push(await guess('nobody@example.com', '203.0.113.6'));
    expect(statuses(answers)).toEqual([...Array(10).fill(401), 429]);
  });

  it('does not let strangers lock a user out of a network the user came from before', async () => {
    const user = await api.register('beloved');
    expect((await guess(user.email, '198.51.100.7', PASSWORD)).status).toBe(200);
    for (let network = 1; network <= 11; network++) {
      await Promise.all(Array.from({ length: 10 }, () => guess(user.email, `192.0.2.${network}`)));
    }
    expect((await guess(user.email, '192.0.2.99')).status).toBe(429);
    expect((await guess(user.email, '198.51.100.7', PASSWORD)).status).toBe(200);
  });

  it('tells nobody whether there is an account, neither where its owner is at home nor by forgetting when it signs in', async () => {
    const home = '198.51.100.8';
    const user = await api.register('at-home');
    expect((await guess(user.email, home, PASSWORD)).status).toBe(200);
    const names = [user.email, 'not-at-home@example.com'];
    for (const name of names) {
      for (let network = 1; network <= 5; network++) {
        await Promise.all(Array.from({ length: 10 }, () => guess(name, `192.0.3.${network}`)));
      }
    }
    const looks = async (network: string) =>
      Promise.all(names.map(async (name) => (await guess(name, network)).body.code));
    expect(await looks(home)).toEqual(Array(2).fill('auth.too_many_attempts'));
    expect((await guess(user.email, home, PASSWORD)).status).toBe(200);
    expect(await looks('192.0.3.98')).toEqual(Array(2).fill('auth.too_many_attempts'));
    // Nor is anybody let in from elsewhere by guessing on.
    expect((await guess(user.email, '192.0.3.99', PASSWORD)).status).toBe(429);
  });

  it('counts no sign-in of the owner as a guess, from however many networks', async () => {
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

  it('forgives the guesses before a right one', async () => {
    const user = await api.register('forgetful');
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 6; i++) await guess(user.email, '203.0.113.9');
      expect((await guess(user.email, '203.0.113.9', PASSWORD)).status).toBe(200);
    }
  });

  it('brakes guessing the password of a signed-in session too', async () => {
    const user = await api.register('left-open');
    const answers = [];
    for (let i = 0; i < 11; i++) {
      const path = i % 2 ? '/v1/me/step-up' : '/v1/me/password';
      const body =
        i % 2 ? { password: 'wrong' } : { currentPassword: 'wrong', newPassword: 'eleven quiet harbour lights' };
      answers.push(await api.call('POST', path, { token: user.token, body }));
    }
    expect(statuses(answers)).toEqual([...Array(10).fill(401), 429]);
  });
});
