import { IdentityLinked } from '@features/identities/identities.events';
import { LinkedIdentities } from '@features/identities/linked/linked-identities';
import { newId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { codeIn, pkce, type Returned } from '@test/support/browser';
import { expectProblem } from '@test/support/expect-problem';
import { PASSWORD, userOf, type TestUser } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { startWithProvider, LINKED, type NodesWithProvider } from '@test/support/with-provider';
import { eraseUser, exportOf } from '@test/support/user-data';

describe('A linked identity', () => {
  let nodes: NodesWithProvider;

  beforeAll(async () => {
    nodes = await startWithProvider();
  });
  afterAll(() => nodes.stop());

  describe('linked by a signed-in user', () => {
    const linking = async (user: TestUser, more: object = {}, person = nodes.newPerson()) => {
      const returned = await nodes.obtainCode(person, 'google', { purpose: 'link' });
      const body = { code: codeIn(returned), codeVerifier: returned.verifier, ...more };
      return nodes.post('/v1/me/identities', body, user.token);
    };

    const addTo = ({ id }: TestUser, count: number) => {
      const { app } = nodes.api;
      return app.get(Transactions).run(async () => {
        for (let n = 0; n < count; n++) {
          const identity = { provider: 'google', subject: newId(), email: null, emailVerified: false };
          await app.get(LinkedIdentities).add(id, identity, IdentityLinked);
        }
      });
    };

    it('is another sign-in method of the account, whatever its address, and the user is notified', async () => {
      const [user, person] = [await nodes.owner(), nodes.newPerson()];
      const { status, body } = await linking(user, {}, person);
      expect([status, body]).toEqual([
        201,
        expect.objectContaining({ provider: 'google', email: person.email, id: expect.any(String) }),
      ]);
      expect(await nodes.identitiesOf(user)).toEqual([body]);
      expect((await nodes.read(user, '/v1/me')).body.email).toBe(user.email);
      expect((await nodes.signInWithProvider(person)).body.user.id).toBe(user.id);
      await nodes.untilMailed(user.email, LINKED);
      const german = await nodes.api.register('hedy', { locale: 'de' });
      await linking(german);
      await nodes.untilMailed(german.email, 'Ein Anmeldeanbieter wurde mit Ihrem Konto bei userkeep verknüpft');
    });

    it('is rejected with another verifier, a sign-in code, a used code or an invented code', async () => {
      const user = await nodes.owner();
      expectProblem(await linking(user, { codeVerifier: pkce().verifier }), 'one_time.not_valid', 401);
      const signIn = await nodes.obtainCode(nodes.newPerson());
      const body = { code: codeIn(signIn), codeVerifier: signIn.verifier };
      expectProblem(await nodes.post('/v1/me/identities', body, user.token), 'one_time.not_valid', 401);
      expect((await nodes.exchange(signIn)).status).toBe(200);
      const link = await nodes.obtainCode(nodes.newPerson(), 'google', { purpose: 'link' });
      expectProblem(await nodes.exchange(link), 'one_time.not_valid', 401);
      const once = { code: codeIn(link), codeVerifier: link.verifier };
      expect((await nodes.post('/v1/me/identities', once, user.token)).status).toBe(201);
      expectProblem(
        await nodes.post('/v1/me/identities', once, (await nodes.owner()).token),
        'one_time.not_valid',
        401,
      );
      expectProblem(await linking(user, { code: 'uko_made-up' }), 'one_time.not_valid', 401);
    });

    it('is rejected if it is already linked to this or another account', async () => {
      const [user, person] = [await nodes.owner(), nodes.newPerson()];
      await nodes.signInWithProvider(person);
      expectProblem(await linking(user, {}, person), 'auth.identity_taken', 409);
      const ownIdentity = nodes.newPerson();
      expect((await linking(user, {}, ownIdentity)).status).toBe(201);
      expectProblem(await linking(user, {}, ownIdentity), 'auth.identity_already_linked', 409);
      expect(await nodes.identitiesOf(user)).toHaveLength(1);
    });

    it('is linked once when 20 requests on two nodes use the same code', async () => {
      const [user, other] = [await nodes.owner(), await nodes.owner()];
      const returned = await nodes.obtainCode(nodes.newPerson(), 'google', { purpose: 'link' });
      const body = { code: codeIn(returned), codeVerifier: returned.verifier };
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          nodes.post('/v1/me/identities', body, (n % 3 ? user : other).token, n % 2 ? nodes.api : nodes.other),
        ),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect((await nodes.identitiesOf(user)).length + (await nodes.identitiesOf(other)).length).toBe(1);
    });

    it('is linked to only one of two accounts that link it concurrently', async () => {
      const person = nodes.newPerson();
      const users = [await nodes.owner(), await nodes.owner()];
      const returns: Returned[] = [];
      for (const _user of users) returns.push(await nodes.obtainCode(person, 'google', { purpose: 'link' }));
      const answers = await Promise.all(
        users.map((user, n) => {
          const returned = returns[n] as Returned;
          const body = { code: codeIn(returned), codeVerifier: returned.verifier };
          return nodes.post('/v1/me/identities', body, user.token, n ? nodes.api : nodes.other);
        }),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    });

    it.each([
      {},
      { code: 'uko_x' },
      { codeVerifier: 'x'.repeat(43) },
      { provider: 'google' },
      { idToken: 'x.y.z' },
      { code: 'uko_x', codeVerifier: 'x'.repeat(43), provider: 'google', idToken: 'x.y.z' },
      { code: 'uko_x', provider: 'google', idToken: 'x.y.z' },
    ])('requires exactly one complete proof: %j', async (body) => {
      const answer = await nodes.post('/v1/me/identities', body, nodes.admin.token);
      expect(faultsOf(answer)).toEqual([422, '/code auth.code_or_id_token']);
    });

    it('is one of at most 20, and a takeover removes all of them, even if an import has added more', async () => {
      const user = await nodes.owner();
      await addTo(user, 19);
      expect((await linking(user)).status).toBe(201);
      expectProblem(await linking(user), 'auth.too_many_identities', 409);
      await addTo(user, 200);
      const { app } = nodes.api;
      await app.get(Transactions).run(() => app.get(LinkedIdentities).removeAllFor(user.id));
      expect(await nodes.identitiesOf(user)).toEqual([]);
    });

    it('requires step-up authentication, as does its removal', async () => {
      const user = await nodes.owner();
      const { id } = (await linking(user)).body;
      await nodes.database.write('UPDATE auth_session SET stepped_up_at = stepped_up_at - INTERVAL 1 HOUR');
      expectProblem(await linking(user), 'access.step_up_required', 403);
      const path = `/v1/me/identities/${id}`;
      expectProblem(await nodes.api.call('DELETE', path, { token: user.token }), 'access.step_up_required', 403);
      await nodes.post('/v1/me/step-up', { password: PASSWORD }, user.token);
      expect((await nodes.api.call('DELETE', path, { token: user.token })).status).toBe(204);
    });
  });

  describe('that is removed', () => {
    const remove = (user: TestUser, id: string, node = nodes.api) =>
      node.call('DELETE', `/v1/me/identities/${id}`, { token: user.token });
    const idsOf = async (user: TestUser) => (await nodes.identitiesOf(user)).map(({ id }) => id as string);

    it('can no longer be used to sign in, and the user is notified', async () => {
      const user = await nodes.owner();
      const person = nodes.newPerson({ email_verified: false });
      const returned = await nodes.obtainCode(person, 'google', { purpose: 'link' });
      await nodes.post('/v1/me/identities', { code: codeIn(returned), codeVerifier: returned.verifier }, user.token);
      const [id = ''] = await idsOf(user);
      const pending = await nodes.obtainCode(person);
      expect(await remove(user, id)).toMatchObject({ status: 204, text: '' });
      expect(await nodes.identitiesOf(user)).toEqual([]);
      expect((await nodes.exchange(pending)).body.user.id).not.toBe(user.id);
      await nodes.untilMailed(user.email, 'A sign-in provider was removed from');
      expectProblem(await remove(user, id), 'request.not_found', 404);
    });

    it('cannot be removed by another user', async () => {
      const user = userOf(await nodes.signInWithProvider(nodes.newPerson()));
      const [id = ''] = await idsOf(user);
      expectProblem(await remove(await nodes.owner(), id), 'request.not_found', 404);
      expect(await idsOf(user)).toEqual([id]);
    });

    it('is never the only sign-in method, even if two are removed concurrently', async () => {
      const email = 'two-ways@example.com';
      const user = userOf(await nodes.signInWithProvider(nodes.newPerson({ email })));
      const [only = ''] = await idsOf(user);
      expectProblem(await remove(user, only), 'auth.last_sign_in_method', 409);
      await nodes.signInWithProvider(nodes.newPerson({ email }), 'oidc/corp');
      const [one = '', other = ''] = await idsOf(user);
      const answers = await Promise.all([remove(user, one), remove(user, other, nodes.other)]);
      expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
      expect(await idsOf(user)).toHaveLength(1);
    });

    it('is removed once, and is then not found, by concurrent requests', async () => {
      const email = 'removed-once@example.com';
      const user = userOf(await nodes.signInWithProvider(nodes.newPerson({ email })));
      await nodes.signInWithProvider(nodes.newPerson({ email }), 'oidc/corp');
      const [one = ''] = await idsOf(user);
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => remove(user, one, n % 2 ? nodes.api : nodes.other)),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(9).fill(404)]);
    });

    it('counts as a sign-in method only while its provider is configured', async () => {
      const email = 'left-behind@example.com';
      const user = userOf(await nodes.signInWithProvider(nodes.newPerson({ email })));
      await nodes.signInWithProvider(nodes.newPerson({ email }), 'oidc/corp');
      const without = await nodes.api.secondNode({ OIDC_PROVIDERS: '' });
      try {
        const [corp = '', google = ''] = await idsOf(user);
        expectProblem(await remove(user, google, without), 'auth.last_sign_in_method', 409);
        expect((await remove(user, corp, without)).status).toBe(204);
      } finally {
        await without.stop();
      }
    });
  });

  it('is listed page by page, and only for its user', async () => {
    const email = 'pages@example.com';
    const user = userOf(await nodes.signInWithProvider(nodes.newPerson({ email })));
    for (const way of ['oidc/corp', 'oidc/school']) await nodes.signInWithProvider(nodes.newPerson({ email }), way);
    const first = (await nodes.read(user, '/v1/me/identities?limit=2')).body;
    const rest = (await nodes.read(user, `/v1/me/identities?limit=2&cursor=${first.nextCursor}`)).body;
    const providers = [...first.items, ...rest.items].map(({ provider }) => provider);
    expect([providers, rest.nextCursor]).toEqual([['school', 'corp', 'google'], null]);
  });

  it('is stored sealed, exported and erased', async () => {
    const person = nodes.newPerson({ sub: 'a-name-that-would-be-seen' });
    const user = userOf(await nodes.signInWithProvider(person));
    const rows = await nodes.database.rows<Record<string, unknown>>('SELECT * FROM identities_identity');
    const bytes = rows.flatMap((row) => Object.values(row)).filter((value) => Buffer.isBuffer(value));
    const seen = Buffer.concat(bytes).toString('latin1');
    for (const secret of [person.sub, person.email]) expect(seen).not.toContain(secret);
    expect((await exportOf(nodes.api.app, user.id)).identities).toMatchObject({
      identity: [{ provider: 'google', subject: person.sub, email: person.email }],
    });
    await eraseUser(nodes.api.app, user.id);
    expect((await exportOf(nodes.api.app, user.id)).identities).toBeUndefined();
  });
});
