import { generateSync } from 'otplib';
import { codeIn } from '@test/support/browser';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, userOf, type Answer, type TestUser } from '@test/support/test-api';
import { idToBytes } from '@platform/ids/ids';
import { RoleHolders } from '@features/access/roles/role-holders.repository';
import { startWithProvider, LINKED, type NodesWithProvider } from '@test/support/with-provider';

describe('A sign-in with an identity', () => {
  let nodes: NodesWithProvider;

  beforeAll(async () => {
    nodes = await startWithProvider();
  });
  afterAll(() => nodes.stop());

  const login = (email: string) => nodes.post('/v1/auth/login', { email, password: PASSWORD });
  /** Sets up an authenticator app for the user and returns a function that generates its codes. */
  const withApp = async (user: TestUser): Promise<(step?: number) => string> => {
    const { secret } = (await nodes.post('/v1/me/mfa/totp', {}, user.token)).body;
    const code = (step = 0) => generateSync({ secret, epoch: Math.floor(Date.now() / 1000) + step * 30 });
    const answer = await nodes.post('/v1/me/mfa/totp/confirm', { code: code(-1) }, user.token);
    if (answer.status !== 200) throw new Error(answer.text);
    return code;
  };
  describe('of a new user', () => {
    it('creates an account with the verified address, the name and the language', async () => {
      const person = nodes.newPerson({ name: ' Ada\u0000  Lovelace\u202e ', locale: 'de-at' });
      const { body } = await nodes.signInWithProvider(person);
      expect(body.user).toMatchObject({
        email: person.email,
        emailVerified: true,
        displayName: 'Ada Lovelace',
        locale: 'de-AT',
        username: null,
      });
      expect(await nodes.identitiesOf(userOf({ body }))).toEqual([
        expect.objectContaining({ provider: 'google', label: 'Google', email: person.email }),
      ]);
      expectProblem(await login(person.email), 'auth.wrong_credentials', 401);
    });

    it('creates one without a name or language that is invalid', async () => {
      const { body } = await nodes.signInWithProvider(nodes.newPerson({ name: '\u200b', locale: 'no language' }));
      expect(body.user).toMatchObject({ displayName: null, locale: 'en' });
    });

    it('counts as recent authentication for a while', async () => {
      const user = userOf(await nodes.signInWithProvider(nodes.newPerson()));
      expect((await nodes.post('/v1/me/mfa/totp', {}, user.token)).status).toBe(201);
    });

    it.each([undefined, null, false, 'false', 'TRUE', 'yes', 1, '1', {}])(
      'gets an account without an address when email_verified is %j, even if another account has that address',
      async (email_verified) => {
        const user = await nodes.owner();
        const unproven = nodes.newPerson({ email: user.email, email_verified: email_verified ?? null });
        const { body } = await nodes.signInWithProvider(unproven);
        expect(body.user).toMatchObject({ email: null, emailVerified: false });
        expect(body.user.id).not.toBe(user.id);
        expect(await nodes.identitiesOf(user)).toEqual([]);
        const free = nodes.newPerson({ email_verified: email_verified ?? null });
        expect((await nodes.signInWithProvider(free)).body.user.email).toBeNull();
        expect((await nodes.post('/v1/auth/register', { email: free.email, password: PASSWORD })).status).toBe(201);
      },
    );

    it('creates one without an address when the provider gives none or an invalid one', async () => {
      for (const email of [null, 'ada@localhost', 'a@example.com, b@example.com', 7])
        expect(
          (await nodes.signInWithProvider({ sub: `no-mail-${String(email)}`, email, email_verified: true })).body.user,
        ).toMatchObject({
          email: null,
          emailVerified: false,
        });
    });

    it('accepts the text "true" as verified', async () => {
      expect(
        (await nodes.signInWithProvider(nodes.newPerson({ email_verified: 'true' }))).body.user.emailVerified,
      ).toBe(true);
    });
  });

  describe('of a known user', () => {
    it('signs in to the same account, whatever its current address, even if that belongs to another account', async () => {
      const person = nodes.newPerson();
      const first = userOf(await nodes.signInWithProvider(person));
      const other = await nodes.owner();
      for (const email of [other.email, 'moved@example.com', null]) {
        const again = userOf(await nodes.signInWithProvider({ ...person, email }));
        expect(again).toMatchObject({ id: first.id, email: person.email });
        expect(await nodes.identitiesOf(again)).toEqual([expect.objectContaining({ email })]);
      }
      expect(await nodes.identitiesOf(other)).toEqual([]);
    });

    it('signs in to the same account when the address of the account has changed', async () => {
      const person = nodes.newPerson();
      const first = userOf(await nodes.signInWithProvider(person));
      await nodes.api.call('PATCH', `/v1/admin/users/${first.id}`, {
        token: nodes.admin.token,
        body: { email: 'elsewhere@example.com' },
      });
      expect((await nodes.signInWithProvider(person)).body.user).toMatchObject({
        id: first.id,
        email: 'elsewhere@example.com',
      });
    });

    it('is a different user at another provider, even with the same subject', async () => {
      const person = nodes.newPerson();
      const first = userOf(await nodes.signInWithProvider(person));
      const other = userOf(await nodes.signInWithProvider({ sub: person.sub }, 'oidc/corp'));
      expect(other.id).not.toBe(first.id);
      expect(userOf(await nodes.signInWithProvider({ sub: person.sub.toUpperCase() })).id).not.toBe(first.id);
    });

    it('updates when the identity was last used', async () => {
      const person = nodes.newPerson();
      const [before] = await nodes.identitiesOf(userOf(await nodes.signInWithProvider(person)));
      const [after] = await nodes.identitiesOf(userOf(await nodes.signInWithProvider(person)));
      expect(after.linkedAt).toBe(before.linkedAt);
      expect(Date.parse(after.lastUsedAt)).toBeGreaterThan(Date.parse(before.lastUsedAt));
    });

    it('is rejected while the account is suspended', async () => {
      const person = nodes.newPerson();
      const user = userOf(await nodes.signInWithProvider(person));
      await nodes.post(`/v1/admin/users/${user.id}/suspend`, { reason: 'A test.' }, nodes.admin.token);
      const returned = await nodes.obtainCode(person);
      expectProblem(await nodes.exchange(returned), 'auth.account_suspended', 403);
    });
  });

  describe('the owner of a verified address', () => {
    it('signs in to that account, is notified, and keeps the password and every session', async () => {
      const user = await nodes.owner();
      const { body } = await nodes.signInWithProvider(nodes.newPerson({ email: user.email.toUpperCase() }));
      expect(body.user.id).toBe(user.id);
      await nodes.untilMailed(user.email, LINKED);
      expect((await nodes.read(user, '/v1/me')).status).toBe(200);
      expect((await login(user.email)).status).toBe(200);
    });

    it('signs in from several providers', async () => {
      const user = await nodes.owner();
      for (const way of ['google', 'oidc/corp', 'oidc/school'])
        expect((await nodes.signInWithProvider(nodes.newPerson({ email: user.email }), way)).body.user.id).toBe(
          user.id,
        );
      const providers = (await nodes.identitiesOf(user)).map(({ provider }) => provider);
      expect(providers).toEqual(['school', 'corp', 'google']);
    });

    it('must present the second factor first, even on a device that was trusted before the identity was linked', async () => {
      const user = await nodes.owner();
      const code = await withApp(user);
      const login = { email: user.email, password: PASSWORD };
      const { mfaToken } = (await nodes.post('/v1/auth/login', login)).body;
      const proof = { mfaToken, method: 'totp', code: code(), trustDevice: true };
      const { deviceToken } = (await nodes.post('/v1/auth/login/mfa', proof)).body;
      expect(deviceToken).toMatch(/^ukd_/);
      const person = nodes.newPerson({ email: user.email });
      const pending = await nodes.exchange(await nodes.obtainCode(person), { deviceToken });
      expect(pending.body).toEqual({
        mfaRequired: true,
        mfaToken: expect.any(String),
        methods: ['totp', 'recovery_code'],
      });
      // The unfinished sign-in has changed nothing: neither the account nor its trusted devices.
      expect(await nodes.identitiesOf(user)).toEqual([]);
      expect((await nodes.post('/v1/auth/login', { ...login, deviceToken })).body.accessToken).toBeDefined();
      const wrong = { mfaToken: pending.body.mfaToken, method: 'totp', code: '000000' };
      expectProblem(await nodes.post('/v1/auth/login/mfa', wrong), 'auth.wrong_code', 401);
      const completed = await nodes.post('/v1/auth/login/mfa', { ...wrong, code: code(1) });
      expect(completed.body.user.id).toBe(user.id);
      expect((await nodes.signInWithProvider(person)).body).toMatchObject({ mfaRequired: true });
    });

    it('is rejected while the account is suspended, and links nothing', async () => {
      const user = await nodes.owner();
      await nodes.post(`/v1/admin/users/${user.id}/suspend`, { reason: 'A test.' }, nodes.admin.token);
      const before = await nodes.counts();
      expectProblem(
        await nodes.signInWithProvider(nodes.newPerson({ email: user.email })),
        'auth.account_suspended',
        403,
      );
      expect(await nodes.counts()).toEqual(before);
    });
  });

  describe('the verified owner of an address that is unverified on an account', () => {
    it('signs in to the account and removes every credential of the other person: password, session, second factor and identity', async () => {
      const victim = nodes.newPerson();
      const { body } = await nodes.post('/v1/auth/register', { email: victim.email, password: PASSWORD });
      const attacker = userOf({ body });
      const own = nodes.newPerson();
      const returned = await nodes.obtainCode(own, 'oidc/corp', { purpose: 'link' });
      const link = { code: codeIn(returned), codeVerifier: returned.verifier };
      expect((await nodes.post('/v1/me/identities', link, attacker.token)).status).toBe(201);
      const code = await withApp(attacker);
      const { mfaToken } = (await login(victim.email)).body;
      const proof = { mfaToken, method: 'totp', code: code(), trustDevice: true };
      const trusted = (await nodes.post('/v1/auth/login/mfa', proof)).body;
      const waiting = (await login(victim.email)).body;

      const signedIn = await nodes.signInWithProvider(victim);
      expect(signedIn.body.user).toMatchObject({ id: attacker.id, email: victim.email, emailVerified: true });
      for (const token of [attacker.token, trusted.accessToken])
        for (const node of [nodes.api, nodes.other])
          expectProblem(await node.call('GET', '/v1/me', { token }), 'access.session_ended', 401);
      for (const { refreshToken } of [attacker, trusted])
        expect((await nodes.post('/v1/auth/refresh', { refreshToken })).status).toBe(401);
      expectProblem(await login(victim.email), 'auth.wrong_credentials', 401);
      const stale = { mfaToken: waiting.mfaToken, method: 'totp', code: code(1) };
      expectProblem(await nodes.post('/v1/auth/login/mfa', stale), 'one_time.not_valid', 401);
      expect((await nodes.signInWithProvider(own, 'oidc/corp')).body.user.id).not.toBe(attacker.id);
      const user = userOf(signedIn);
      expect((await nodes.identitiesOf(user)).map(({ email }) => email)).toEqual([victim.email]);
      expect((await nodes.read(user, '/v1/me')).status).toBe(200);
      expect((await nodes.post('/v1/me/mfa/totp', {}, user.token)).status).toBe(201);
    });
  });

  describe('with closed registration', () => {
    it('signs in existing users only', async () => {
      const closed = await nodes.api.secondNode({ REGISTRATION: 'closed' });
      try {
        const [user, known] = [await nodes.owner(), nodes.newPerson()];
        await nodes.signInWithProvider(known);
        const before = await nodes.counts();
        const refused = await nodes.exchange(await nodes.obtainCode(nodes.newPerson()), {}, closed);
        expectProblem(refused, 'auth.registration_closed', 403);
        expect(await nodes.counts()).toEqual(before);
        for (const person of [known, nodes.newPerson({ email: user.email })])
          expect((await nodes.exchange(await nodes.obtainCode(person), {}, closed)).status).toBe(200);
      } finally {
        await closed.stop();
      }
    });
  });

  describe('concurrently', () => {
    it.each([
      ['with a verified address', {}],
      ['without one', { email: null }],
    ])('creates one account for a new user %s who signs in ten times on two nodes', async (_what, more) => {
      const person = nodes.newPerson(more);
      const [accounts = 0, identities = 0] = await nodes.counts();
      const returns = [];
      for (let n = 0; n < 10; n++) returns.push(await nodes.obtainCode(person));
      const answers = await Promise.all(
        returns.map((returned, n) => nodes.exchange(returned, {}, n % 2 ? nodes.api : nodes.other)),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
      expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
      expect((await nodes.counts()).slice(0, 2)).toEqual([accounts + 1, identities + 1]);
    });

    it('links the owner of a verified address once when they sign in ten times', async () => {
      const user = await nodes.owner();
      const person = nodes.newPerson({ email: user.email });
      const returns = [];
      for (let n = 0; n < 10; n++) returns.push(await nodes.obtainCode(person));
      const answers = await Promise.all(
        returns.map((returned, n) => nodes.exchange(returned, {}, n % 2 ? nodes.api : nodes.other)),
      );
      expect(answers.map(({ body }) => body.user?.id)).toEqual(Array(10).fill(user.id));
      expect(await nodes.identitiesOf(user)).toHaveLength(1);
    });

    it('does not sign in to an account from which the identity is being removed', async () => {
      const user = await nodes.owner();
      const person = nodes.newPerson({ email_verified: false });
      const returned = await nodes.obtainCode(person, 'google', { purpose: 'link' });
      const link = { code: codeIn(returned), codeVerifier: returned.verifier };
      const { id } = (await nodes.post('/v1/me/identities', link, user.token)).body;
      const pending = await nodes.obtainCode(person);
      // At this point the account has been found, but the transaction has not begun.
      const rolesOf = jest.spyOn(nodes.api.app.get(RoleHolders), 'rolesOf').mockImplementationOnce(async () => {
        await nodes.database.write('DELETE FROM identities_identity WHERE id = ?', [idToBytes(id)]);
        return [];
      });
      const { status, body } = await nodes.exchange(pending);
      rolesOf.mockRestore();
      expect([status, body.user.id === user.id]).toEqual([200, false]);
    });

    it('creates one account when two providers verify the same new address', async () => {
      const email = 'twice@example.com';
      const returns = [
        await nodes.obtainCode(nodes.newPerson({ email }), 'google'),
        await nodes.obtainCode(nodes.newPerson({ email: 'Twice@Example.com' }), 'oidc/corp'),
      ];
      const answers = await Promise.all(
        returns.map((returned, n) => nodes.exchange(returned, {}, n % 2 ? nodes.api : nodes.other)),
      );
      expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
      expect(await nodes.identitiesOf(userOf(answers[0] as Answer))).toHaveLength(2);
    });

    it('gives the account to the owner when another person registers the same address', async () => {
      for (let round = 0; round < 5; round++) {
        const person = nodes.newPerson();
        const returned = await nodes.obtainCode(person);
        const [signedIn, registered] = await Promise.all([
          nodes.exchange(returned),
          nodes.post('/v1/auth/register', { email: person.email, password: PASSWORD }, undefined, nodes.other),
        ]);
        expect([signedIn.status, [201, 409].includes(registered.status)]).toEqual([200, true]);
        expect(signedIn.body.user).toMatchObject({ email: person.email, emailVerified: true });
        expectProblem(await login(person.email), 'auth.wrong_credentials', 401);
        if (registered.status === 201)
          expectProblem(await nodes.read(userOf(registered), '/v1/me'), 'access.session_ended', 401);
      }
    });
  });
});
