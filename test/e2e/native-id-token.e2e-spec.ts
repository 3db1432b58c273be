import { codeIn } from '@test/support/browser';
import { expectProblem } from '@test/support/expect-problem';
import { GOOGLE_CLIENT, type Forgery } from '@test/support/openid-provider';
import { startWithProvider, type Claims, type NodesWithProvider } from '@test/support/with-provider';

interface Minted {
  readonly forgery?: Forgery;
  readonly type?: string;
  readonly without?: readonly string[];
}

describe.each([
  { way: 'google', client: GOOGLE_CLIENT, app: 'google-ios', provider: 'google' },
  { way: 'oidc/corp', client: 'corpClient', app: 'corp-app', provider: 'corp' },
])('An ID token that an app has fetched, with $way', ({ way, client, app, provider }) => {
  let nodes: NodesWithProvider;

  beforeAll(async () => {
    nodes = await startWithProvider();
  });
  afterAll(() => nodes.stop());

  const nonce = async (at = way) => (await nodes.post(`/v1/auth/${at}/nonce`, undefined)).body.nonce as string;
  const token = async (claims: Claims = {}, more: Minted = {}) =>
    nodes.provider.idToken({ ...nodes.newPerson(), aud: client, nonce: await nonce(), ...claims }, more);
  const signIn = (idToken: string, more: object = {}, node = nodes.api) =>
    nodes.post(`/v1/auth/${way}/id-token`, { idToken, ...more }, undefined, node);

  it('signs in its bearer, once', async () => {
    const idToken = await token({ name: 'Grace Hopper' });
    const { status, body } = await signIn(idToken);
    expect([status, body.user]).toEqual([200, expect.objectContaining({ displayName: 'Grace Hopper' })]);
    for (const node of [nodes.api, nodes.other])
      expectProblem(await signIn(idToken, {}, node), 'auth.id_token_invalid', 401);
  });

  it('signs in to the same account as the browser flow', async () => {
    const person = nodes.newPerson();
    const { id } = (await nodes.signInWithProvider(person, way)).body.user;
    expect((await signIn(await token(person))).body.user.id).toBe(id);
  });

  it('is accepted in one of 20 concurrent requests on two nodes', async () => {
    const body = { idToken: await token() };
    expect(await nodes.twentyAtOnce(`/v1/auth/${way}/id-token`, body)).toEqual({ 200: 1, 401: 19 });
  });

  it('may be for one of the configured apps and requested by another', async () => {
    for (const claims of [{ aud: app }, { aud: client, azp: app }, { aud: [client, app], azp: app }])
      expect((await signIn(await token(claims))).status).toBe(200);
  });

  const past = Math.floor(Date.now() / 1000) - 3600;
  it.each<[string, Claims, Minted?]>([
    ['for another client', { aud: 'another-client' }],
    ['for no client', { aud: null }],
    ['for the client of another provider', { aud: provider === 'google' ? 'corpClient' : GOOGLE_CLIENT }],
    ['requested by another client', { azp: 'another-client' }],
    ['for several clients, without the requesting one', { aud: [client, 'another-client'] }],
    ['of another issuer', { iss: 'https://evil.example' }],
    ['that has expired', { exp: past }],
    ['with an expiry of null', { exp: null }],
    ['without an expiry', {}, { without: ['exp'] }],
    ['without the time of issue', {}, { without: ['iat'] }],
    ['without an audience', {}, { without: ['aud'] }],
    ['without an issuer', {}, { without: ['iss'] }],
    ['with a time of issue of null', { iat: null }],
    ['that is not valid yet', { nbf: past + 7200 }],
    ['without a subject', { sub: null }],
    ['with an empty subject', { sub: '' }],
    ['without a nonce', { nonce: null }],
    ['with a nonce that the app invented', { nonce: 'uko_made-up' }],
    ['with a number for a nonce', { nonce: 0 }],
    ['that is not signed', {}, { forgery: 'none' }],
    ['signed with the client secret', {}, { forgery: 'shared secret' }],
    ['signed with another key', {}, { forgery: 'wrong key' }],
    ['signed with an unknown key', {}, { forgery: 'unknown key' }],
    ['that is an access token', {}, { type: 'at+jwt' }],
  ])('is rejected %s', async (_what, claims, more = {}) => {
    const before = await nodes.counts();
    expectProblem(await signIn(await token(claims, more)), 'auth.id_token_invalid', 401);
    expect(await nodes.counts()).toEqual(before);
  });

  it.each(['x', 'x.y.z', '..', 'eyJhbGciOiJub25lIn0.e30.', '\u0000'])('is rejected when it is %j', async (idToken) => {
    expectProblem(await signIn(idToken), 'auth.id_token_invalid', 401);
  });

  it('is rejected with a nonce for another provider, a code, or an expired nonce', async () => {
    const other = await nonce(way === 'google' ? 'oidc/corp' : 'google');
    expectProblem(await signIn(await token({ nonce: other })), 'auth.id_token_invalid', 401);
    const code = codeIn(await nodes.obtainCode(nodes.newPerson(), way));
    expectProblem(await signIn(await token({ nonce: code })), 'auth.id_token_invalid', 401);
    const old = await token();
    await nodes.database.write(
      "UPDATE platform_one_time SET expires_at = expires_at - INTERVAL 11 MINUTE WHERE purpose = 'identities.provider_nonce'",
    );
    expectProblem(await signIn(old), 'auth.id_token_invalid', 401);
  });

  it('of the browser flow is rejected, because its nonce is not one of the app', async () => {
    const idToken = await token({ nonce: 'x'.repeat(43) });
    expectProblem(await signIn(idToken), 'auth.id_token_invalid', 401);
  });

  it('links the identity to the signed-in user once, and only for its provider', async () => {
    const user = await nodes.someone();
    const link = (idToken: string, at = provider) =>
      nodes.post('/v1/me/identities', { provider: at, idToken }, user.token);
    const idToken = await token();
    for (const other of ['school', 'unknown', '__proto__'])
      expectProblem(await link(idToken, other), 'auth.id_token_invalid', 401);
    const { status, body } = await link(idToken);
    expect([status, body.provider]).toEqual([201, provider]);
    expectProblem(await signIn(idToken), 'auth.id_token_invalid', 401);
  });

  it('is not accepted while the keys of the provider are unavailable', async () => {
    const fresh = await nodes.api.secondNode();
    try {
      await nodes.provider.behave({ brokenAt: ['/jwks'] });
      const answer = await signIn(await token(), {}, fresh);
      expectProblem(answer, 'service.unavailable', 503);
      expect(answer.headers.get('retry-after')).toBe('5');
      await nodes.provider.behave({});
      expect((await signIn(await token(), {}, fresh)).status).toBe(200);
    } finally {
      await fresh.stop();
    }
  });
});
