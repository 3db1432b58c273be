import { expectProblem } from '@test/support/expect-problem';
import { secondFactorOn, type UserWithApp } from '@test/support/second-factor';
import { PASSWORD, type TestUser } from '@test/support/test-api';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const LINK = '/v1/auth/magic-link';
const RESET = '/v1/recovery/password';

describe('The address of an account, set by an administrator', () => {
  let nodes: NodesWithMail;
  let secondFactor: ReturnType<typeof secondFactorOn>;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithMail();
    secondFactor = secondFactorOn(nodes);
  });
  afterAll(() => nodes.stop());

  const newAddress = () => `set-${++counter}@example.org`;
  const set = (user: Pick<TestUser, 'id'>, body: object, token = nodes.admin.token) =>
    nodes.api.call('PATCH', `/v1/admin/users/${user.id}`, { token, body });
  const emailOf = async (user: TestUser) => (await nodes.read(user, '/v1/me')).body.email;
  const linkFor = async (email: string) => {
    await nodes.post(LINK, { email });
    return (await nodes.mails.mailTo(email)).token;
  };
  const keyOf = async (path: string, body: object) => {
    const { status, body: made } = await nodes.post(path, body, nodes.admin.token);
    expect(status).toBe(201);
    return made.key as string;
  };
  const changes = () => [
    { email: newAddress() },
    { emailVerified: true },
    { email: newAddress(), emailVerified: true },
  ];

  it('cannot be set with an API key, which can change the other fields', async () => {
    const user = await nodes.someone();
    const own = await keyOf('/v1/me/api-keys', { name: 'nightly', scopes: ['admin:write'] });
    const app = await keyOf('/v1/admin/api-keys', { name: 'crm', permissions: ['users.read', 'users.write'] });
    for (const key of [own, app]) {
      for (const body of changes()) {
        expectProblem(await set(user, body, key), 'access.api_key_not_allowed', 403);
        expectProblem(await set(nodes.admin, body, key), 'access.api_key_not_allowed', 403);
      }
      expect((await set(user, { displayName: 'Renamed' }, key)).status).toBe(200);
    }
    expect(await emailOf(user)).toBe(user.email);
  });

  it('requires recent step-up authentication of the administrator', async () => {
    const user = await nodes.someone();
    await secondFactor.ageSession(nodes.admin);
    for (const body of changes()) expectProblem(await set(user, body), 'access.step_up_required', 403);
    expect((await set(user, { bio: 'Changed all the same' })).status).toBe(200);
    await nodes.post('/v1/me/step-up', { password: PASSWORD }, nodes.admin.token);
    for (const body of changes()) expect((await set(user, body)).status).toBe(200);
  });

  it("cannot be set for the administrator's own account, where it must be verified", async () => {
    for (const body of changes()) expectProblem(await set(nodes.admin, body), 'users.own_email', 403);
    expect((await set(nodes.admin, { bio: 'My own' })).status).toBe(200);
    expect(await emailOf(nodes.admin)).toBe(nodes.admin.email);
  });

  describe('does not disable the second factor', () => {
    /** Another address, and the same address marked as unverified. */
    const unproven = [
      async (user: UserWithApp) => {
        const email = newAddress();
        expect((await set(user, { email })).status).toBe(200);
        return email;
      },
      async (user: UserWithApp) => {
        expect((await set(user, { emailVerified: false })).status).toBe(200);
        return user.email;
      },
    ];

    it.each(unproven)('for a user who signs in by email (%#)', async (makeUnverified) => {
      const user = await secondFactor.someone();
      const email = await makeUnverified(user);
      const { body } = await nodes.post(`${LINK}/confirm`, { token: await linkFor(email) });
      expect(body).toEqual({ mfaRequired: true, mfaToken: expect.any(String), methods: ['totp', 'recovery_code'] });
      // Access to the mailbox alone is not enough to sign in and removes nothing from the account.
      expect((await nodes.read(user, '/v1/me')).status).toBe(200);
      const byPassword = await nodes.post('/v1/auth/login', { email, password: PASSWORD });
      expect(byPassword.body.mfaRequired).toBe(true);
      const verified = await secondFactor.show(body.mfaToken, await user.app.freshCode());
      expect([verified.status, verified.body.user]).toEqual([200, expect.objectContaining({ id: user.id, email })]);
    });

    it.each(unproven)('for a user who resets the password (%#)', async (makeUnverified) => {
      const user = await secondFactor.someone();
      const email = await makeUnverified(user);
      await nodes.post(RESET, { email });
      const { token } = await nodes.mails.mailTo(email);
      const newPassword = 'eleven quiet harbour lights';
      expect((await nodes.post(`${RESET}/confirm`, { token, newPassword })).status).toBe(204);
      const { body } = await nodes.post('/v1/auth/login', { email, password: newPassword });
      expect([body.mfaRequired, body.accessToken]).toEqual([true, undefined]);
    });
  });
});
