import { PasswordHasher } from '@features/auth/password/password-hasher';
import { idToBytes } from '@platform/ids/ids';
import { eraseUser, exportOf } from '@test/support/user-data';
import { expectProblem } from '@test/support/expect-problem';
import { setUpApp } from '@test/support/second-factor';
import { PASSWORD, type TestApi, type TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { startWithMail, type NodesWithMail } from '@test/support/with-mail';

const UPGRADE = '/v1/auth/anonymous/upgrade';
const SENSITIVE = ['POST', '/v1/me/api-keys', { name: 'a key', scopes: [] }] as const;

describe('An anonymous account', () => {
  let nodes: NodesWithMail;
  let counter = 0;

  beforeAll(async () => {
    nodes = await startWithMail();
  });
  afterAll(() => nodes.stop());

  const newAddress = () => `upgraded-${++counter}@example.com`;
  const anonymous = async (node = nodes.api): Promise<TestUser> => {
    const { status, body } = await nodes.post('/v1/auth/anonymous', {}, undefined, node);
    expect(status).toBe(201);
    return { id: body.user.id, email: '', token: body.accessToken, refreshToken: body.refreshToken };
  };
  const upgrade = (user: TestUser, given: object, node?: TestApi) =>
    nodes.post(UPGRADE, { password: PASSWORD, ...given }, user.token, node);
  const countMethods = async (user: TestUser) => (await nodes.read(user, '/v1/me/sign-in-methods', nodes.other)).body;
  const stale = ({ id }: TestUser) =>
    nodes.database.write('UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 DAY WHERE user_id = ?', [
      idToBytes(id),
    ]);
  const sensitive = (user: TestUser) => nodes.post(SENSITIVE[1], SENSITIVE[2], user.token);
  const actions = async (user: TestUser) =>
    ((await nodes.read(user, '/v1/me/activity')).body.items as { action: string }[]).map(({ action }) => action);
  const NOTHING = { anonymous: true, hasPassword: false, methods: [], secondFactors: [] };
  const A_PASSWORD = {
    anonymous: false,
    hasPassword: true,
    methods: [{ name: 'password', count: 1 }],
    secondFactors: [],
  };

  it('is not upgraded in a session that ended while the password was hashed', async () => {
    const user = await anonymous();
    const hasher = nodes.api.app.get(PasswordHasher);
    const hash = hasher.hash.bind(hasher);
    const hashing = jest.spyOn(hasher, 'hash').mockImplementation(async (password) => {
      expect((await nodes.post('/v1/auth/logout', undefined, user.token, nodes.other)).status).toBe(204);
      return hash(password);
    });
    try {
      expectProblem(await upgrade(user, { email: newAddress() }), 'access.session_ended', 401);
    } finally {
      hashing.mockRestore();
    }
  });

  it('has no email address and no sign-in method, and works on every node', async () => {
    const { body } = await nodes.post('/v1/auth/anonymous', { locale: 'de-AT' });
    expect(body.user).toMatchObject({ email: null, username: null, locale: 'de-AT', state: 'active', roles: [] });
    const user = { id: body.user.id, email: '', token: body.accessToken, refreshToken: body.refreshToken };
    expect(await countMethods(user)).toEqual(NOTHING);
    expect((await nodes.patch(user, '/v1/me', { bio: 'Before the upgrade' })).status).toBe(200);
    const { status } = await nodes.post(
      '/v1/auth/refresh',
      { refreshToken: user.refreshToken },
      undefined,
      nodes.other,
    );
    expect(status).toBe(200);
  });

  it('is never returned to another caller with the same Idempotency-Key', async () => {
    const headers = { 'idempotency-key': '00000001' };
    const ask = () => nodes.api.call('POST', '/v1/auth/anonymous', { body: {}, headers });
    const [one, two] = [await ask(), await ask()];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.body.user.id).not.toBe(two.body.user.id);
  });

  it('can keep its refresh token in a cookie', async () => {
    const { body, headers } = await nodes.post('/v1/auth/anonymous', { transport: 'cookie' });
    expect(body).not.toHaveProperty('refreshToken');
    expect(headers.get('set-cookie')).toMatch(/^__Host-userkeep-refresh=ukr_/);
  });

  it.each([{ ANONYMOUS_ACCOUNTS: 'off' }, { REGISTRATION: 'closed' }])(
    'cannot be created with %j',
    async (settings) => {
      const node = await nodes.api.secondNode(settings);
      const answer = await nodes.post('/v1/auth/anonymous', {}, undefined, node);
      await node.stop();
      expectProblem(answer, 'auth.anonymous_disabled', 403);
    },
  );

  it('can do sensitive actions with its session while it has no other credential', async () => {
    const user = await anonymous();
    await stale(user);
    expect((await sensitive(user)).status).toBe(201);
    expect((await upgrade(user, { email: newAddress() })).status).toBe(200);
    expectProblem(await sensitive(user), 'access.step_up_required', 403);
    const ordinary = await nodes.someone();
    await stale(ordinary);
    expectProblem(await sensitive(ordinary), 'access.step_up_required', 403);
  });

  it('must present a code of its app before sensitive actions, once it has one', async () => {
    const user = await anonymous();
    const app = await setUpApp(nodes, user);
    await stale(user);
    expectProblem(await sensitive(user), 'access.step_up_required', 403);
    expectProblem(
      await nodes.api.call('DELETE', '/v1/me/mfa/totp', { token: user.token }),
      'access.step_up_required',
      403,
    );
    const code = await app.freshCode();
    expect((await nodes.post('/v1/me/step-up', { method: 'totp', code }, user.token)).status).toBe(204);
    expect((await sensitive(user)).status).toBe(201);
  });

  it('is upgraded without losing anything: the account, its data and its sessions stay', async () => {
    const user = await anonymous();
    await nodes.patch(user, '/v1/me', { bio: 'from before' });
    await nodes.patch(user, '/v1/me/personal', { givenName: 'Ada' });
    const email = newAddress();
    const answer = await upgrade(user, { email, username: 'upgraded-one', displayName: 'Up Graded' }, nodes.other);
    expect(answer.status).toBe(200);
    const now = { id: user.id, email, emailVerified: false, username: 'upgraded-one', displayName: 'Up Graded' };
    expect(answer.body.user).toMatchObject({ ...now, bio: 'from before' });
    expect((await nodes.read(user, '/v1/me')).body).toMatchObject(now);
    expect((await nodes.read(user, '/v1/me/personal')).body.givenName).toBe('Ada');
    expect((await nodes.post('/v1/auth/refresh', { refreshToken: user.refreshToken })).status).toBe(200);
    expect((await nodes.api.login(email)).id).toBe(user.id);
    expect(await countMethods(user)).toEqual(A_PASSWORD);
    expect(await actions(user)).toEqual(expect.arrayContaining(['auth.anonymous_upgraded', 'users.registered']));
    // As after a registration, the address is still unverified.
    const { token } = await nodes.mails.mailTo(email);
    expect((await nodes.post('/v1/recovery/email/confirm', { token })).status).toBe(204);
    expect((await nodes.read(user, '/v1/me')).body.emailVerified).toBe(true);
  });

  it('keeps a username that it chose before', async () => {
    const user = await anonymous();
    await nodes.patch(user, '/v1/me', { username: 'chosen-before' });
    const answer = await upgrade(user, { email: newAddress(), username: 'Chosen-Before' });
    expect([answer.status, answer.body.user?.username]).toEqual([200, 'chosen-before']);
  });

  it('does not get the address or username of another user, and changes neither account', async () => {
    const owner = await nodes.someone({ username: 'taken-name' });
    const user = await anonymous();
    const names = { username: 'free-name', displayName: 'Free Name' };
    const before = (await nodes.read(user, '/v1/me')).body;
    const taken = await upgrade(user, { email: owner.email.toUpperCase(), ...names });
    expectProblem(taken, 'users.email_taken', 409);
    const email = newAddress();
    expectProblem(await upgrade(user, { email, username: 'taken-name' }), 'users.username_taken', 409);
    expect(await countMethods(user)).toEqual(NOTHING);
    const { updatedAt: _, ...kept } = before;
    expect((await nodes.read(user, '/v1/me')).body).toMatchObject(kept);
    expect((await nodes.api.login(owner.email)).id).toBe(owner.id);
    expectProblem(await nodes.post('/v1/auth/login', { email, password: PASSWORD }), 'auth.wrong_credentials', 401);
    expect((await upgrade(user, { email, username: 'free-name' })).status).toBe(200);
  });

  it('is upgraded by one of 20 concurrent requests on two nodes', async () => {
    const user = await anonymous();
    const addresses = Array.from({ length: 20 }, newAddress);
    const answers = await Promise.all(
      addresses.map((email, n) => upgrade(user, { email }, n % 2 ? nodes.api : nodes.other)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectProblem(answer, 'auth.not_anonymous', 409);
    const { email } = (await nodes.read(user, '/v1/me')).body;
    expect(answers[addresses.indexOf(email)]?.status).toBe(200);
    expect((await nodes.api.login(email)).id).toBe(user.id);
    // The other addresses are still available.
    const free = addresses.find((one) => one !== email);
    expect((await nodes.post('/v1/auth/register', { email: free, password: PASSWORD })).status).toBe(201);
  });

  it('is the only kind of account that can be upgraded', async () => {
    expectProblem(await upgrade(await nodes.someone(), { email: newAddress() }), 'auth.not_anonymous', 409);
    expectProblem(await nodes.post(UPGRADE, { email: newAddress(), password: PASSWORD }), 'access.not_signed_in', 401);
    const closed = await nodes.api.secondNode({ REGISTRATION: 'closed' });
    const refused = await upgrade(await anonymous(), { email: newAddress() }, closed);
    await closed.stop();
    expectProblem(refused, 'auth.registration_closed', 403);
  });

  it('gets an error for each invalid field of an upgrade', async () => {
    const user = await anonymous();
    const email = newAddress();
    expect(faultsOf(await upgrade(user, { email: 'x' }))).toEqual([422, '/email users.bad_email']);
    expect(faultsOf(await upgrade(user, { email, password: 'short' }))).toEqual([
      422,
      '/password auth.password_too_short',
    ]);
    expect(await countMethods(user)).toEqual(NOTHING);
  });

  it('becomes a regular account when its address is verified', async () => {
    const user = await anonymous();
    await stale(user);
    const email = newAddress();
    expect((await nodes.post('/v1/me/email', { email }, user.token)).status).toBe(202);
    const { token } = await nodes.mails.mailTo(email);
    expect(await countMethods(user)).toEqual(NOTHING);
    expect((await nodes.post('/v1/recovery/email-change/confirm', { token })).status).toBe(204);
    expect(await countMethods(user)).toEqual({ ...NOTHING, anonymous: false });
    expectProblem(await sensitive(user), 'access.step_up_required', 403);
    expectProblem(await upgrade(user, { email: newAddress() }), 'auth.not_anonymous', 409);
    // The open session alone is not enough to set a first password.
    const newPassword = 'eleven quiet harbour lights';
    expectProblem(await nodes.post('/v1/me/password', { newPassword }, user.token), 'access.step_up_required', 403);
    await nodes.post('/v1/recovery/password', { email });
    const reset = await nodes.mails.mailTo(email);
    await nodes.post('/v1/recovery/password/confirm', { token: reset.token, newPassword });
    expect((await nodes.api.login(email, newPassword)).id).toBe(user.id);
  });

  it('stays anonymous with an unverified address set by an administrator, but not with a verified one', async () => {
    const user = await anonymous();
    const path = `/v1/admin/users/${user.id}`;
    await nodes.patch(nodes.admin, path, { email: newAddress() });
    expect((await countMethods(user)).anonymous).toBe(true);
    await nodes.patch(nodes.admin, path, { emailVerified: true });
    expect((await countMethods(user)).anonymous).toBe(false);
  });

  it('cannot request the address of another user, and changes neither account', async () => {
    const owner = await nodes.someone();
    const proof = await nodes.mails.mailTo(owner.email);
    await nodes.post('/v1/recovery/email/confirm', { token: proof.token });
    const user = await anonymous();
    expect((await nodes.post('/v1/me/email', { email: owner.email }, user.token)).status).toBe(202);
    const mail = await nodes.mails.mailTo(owner.email);
    expect([mail.token, mail.code]).toEqual([undefined, undefined]);
    expect(await countMethods(user)).toEqual(NOTHING);
    expect((await nodes.read(owner, '/v1/me')).body.email).toBe(owner.email);
  });

  it('sets a first password without a current one, once it has a name to sign in with', async () => {
    const user = await anonymous();
    await stale(user);
    const choose = (body: object) => nodes.post('/v1/me/password', { newPassword: PASSWORD, ...body }, user.token);
    expectProblem(await choose({}), 'auth.identifier_required', 409);
    expectProblem(await choose({ currentPassword: PASSWORD }), 'auth.wrong_password', 403);
    await nodes.patch(user, '/v1/me', { username: 'first-password' });
    expect((await choose({})).status).toBe(204);
    expect(await countMethods(user)).toEqual(A_PASSWORD);
    expect((await actions(user)).slice(0, 2).sort()).toEqual(['auth.anonymous_upgraded', 'auth.password_changed']);
    const login = await nodes.post('/v1/auth/login', { username: 'first-password', password: PASSWORD });
    expect(login.body.user.id).toBe(user.id);
    expect(faultsOf(await choose({}))).toEqual([422, '/currentPassword field.required']);
  });

  it('cannot remove the username that its only sign-in method, a password, requires', async () => {
    const user = await anonymous();
    await nodes.patch(user, '/v1/me', { username: 'needed-name' });
    // Without a password the username can be removed.
    expect((await nodes.patch(user, '/v1/me', { username: null })).status).toBe(200);
    await nodes.patch(user, '/v1/me', { username: 'needed-name' });
    await nodes.post('/v1/me/password', { newPassword: PASSWORD }, user.token);
    expectProblem(await nodes.patch(user, '/v1/me', { username: null }), 'users.username_required', 409);
    const path = `/v1/admin/users/${user.id}`;
    expectProblem(await nodes.patch(nodes.admin, path, { username: null }), 'users.username_required', 409);
    expect((await nodes.patch(user, '/v1/me', { username: 'another-name' })).status).toBe(200);
    const both = await nodes.patch(nodes.admin, path, { username: null, email: newAddress() });
    expect(both.status).toBe(200);
    expect(await countMethods(user)).toEqual(A_PASSWORD);
  });

  it('gets one first password from 20 concurrent requests on two nodes', async () => {
    const user = await anonymous();
    await nodes.patch(user, '/v1/me', { username: 'twenty-passwords' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        nodes.post('/v1/me/password', { newPassword: `${PASSWORD} ${n}` }, user.token, n % 2 ? nodes.api : nodes.other),
      ),
    );
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(answers.filter(({ status }) => [403, 422].includes(status))).toHaveLength(19);
  });

  it('is notified of a first password as of any other', async () => {
    const email = newAddress();
    const user = await anonymous();
    await nodes.post('/v1/me/email', { email }, user.token);
    await nodes.post('/v1/recovery/email-change/confirm', { token: (await nodes.mails.mailTo(email)).token });
    expect((await nodes.post('/v1/me/password', { newPassword: PASSWORD }, user.token)).status).toBe(204);
    expect((await nodes.mails.mailTo(email)).subject).toBe('Your userkeep password was changed');
  });

  it('is exported with its kind, and removed by the erasure', async () => {
    const user = await anonymous();
    const exported = await exportOf(nodes.api.app, user.id);
    expect(exported['auth.anonymous']).toEqual({ anonymous: [{ createdAt: expect.any(String) }] });
    expect(exported['auth.password']).toBeUndefined();
    await eraseUser(nodes.api.app, user.id);
    const rows = await nodes.database.rows('SELECT 1 FROM auth_anonymous WHERE user_id = ?', [idToBytes(user.id)]);
    expect(rows).toEqual([]);
  });
});
