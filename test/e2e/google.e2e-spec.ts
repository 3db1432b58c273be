import { Browser, codeIn, pkce } from '@test/support/browser';
import { expectProblem } from '@test/support/expect-problem';
import { RETURN_TO, type ProviderBehaviour } from '@test/support/openid-provider';
import { TestApi, type Answer } from '@test/support/test-api';
import { faultsOf } from '@test/support/two-nodes';
import { startWithProvider, type NodesWithProvider } from '@test/support/with-provider';

const COOKIE = /^__Host-userkeep-flow-[\w-]{22}=[\w-]{100,2500}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/;

/** The flow in a browser is the same with Google and with any other provider. */
describe.each(['google', 'oidc/corp'])('Signing in with %s in a browser', (way) => {
  let nodes: NodesWithProvider;
  let browser: Browser;

  beforeAll(async () => {
    nodes = await startWithProvider();
  });
  beforeEach(async () => {
    browser = new Browser(nodes.api);
    await nodes.provider.behave({ claims: nodes.newPerson() });
  });
  afterAll(() => nodes.stop());

  const locationOf = ({ headers }: Answer) => new URL(headers.get('location') ?? '');
  /** No redirect and no cookie. */
  const expectRefused = (answer: Answer, code: string, status: number) => {
    expectProblem(answer, code, status);
    expect([answer.headers.get('location'), [...browser.cookies]]).toEqual([null, []]);
  };

  it('redirects to the provider with a state, a nonce and a challenge, stored sealed in a cookie', async () => {
    const begun = await browser.begin(way);
    expect(begun).toMatchObject({ status: 302, text: '' });
    const { origin, pathname, searchParams } = locationOf(begun);
    expect(origin + pathname).toBe(`${nodes.provider.url}/authorize`);
    const parameters = Object.fromEntries(searchParams);
    expect(parameters).toMatchObject({
      response_type: 'code',
      scope: 'openid email profile',
      redirect_uri: `http://localhost:3000/v1/auth/${way}/callback`,
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(parameters[name]).toMatch(/^[\w-]{43}$/);
    expect(begun.headers.getSetCookie()).toEqual([expect.stringMatching(COOKIE)]);
    expect(begun.headers.get('cache-control')).toBe('no-store');
    expect(begun.headers.get('referrer-policy')).toBe('no-referrer');
    const [cookie = ''] = browser.cookies.values();
    const bytes = Buffer.from(cookie, 'base64url').toString('latin1');
    for (const secret of [parameters.state, parameters.nonce, RETURN_TO]) expect(bytes).not.toContain(secret);
    const again = Object.fromEntries(locationOf(await new Browser(nodes.api).begin(way)).searchParams);
    for (const name of ['state', 'nonce', 'code_challenge']) expect(again[name]).not.toBe(parameters[name]);
  });

  it('returns with a code that only a client with the verifier can exchange', async () => {
    const returned = await browser.signIn(way, { state: 'a b&c=é' });
    expect(returned.answer).toMatchObject({ status: 302, text: '' });
    expect(returned.answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(returned.answer.headers.get('cache-control')).toBe('no-store');
    expect(returned.url.origin + returned.url.pathname).toBe(RETURN_TO);
    expect([...returned.url.searchParams.keys()].sort()).toEqual(['code', 'state']);
    expect(returned.url.searchParams.get('state')).toBe('a b&c=é');
    expect(codeIn(returned)).toMatch(/^uko_[\w-]{43}$/);
    expect([...browser.cookies]).toEqual([]);
    const answer = await nodes.exchange(returned);
    expect(answer.body).toMatchObject({ tokenType: 'Bearer', user: { emailVerified: true } });
    expectProblem(await nodes.exchange(returned), 'one_time.not_valid', 401);
  });

  it('returns the refresh token in a cookie if the client asks for it', async () => {
    const { body, headers } = await nodes.exchange(await browser.signIn(way), { transport: 'cookie' });
    expect(body.refreshToken).toBeUndefined();
    expect(headers.getSetCookie().join()).toContain('__Host-userkeep-refresh=ukr_');
  });

  it('keeps the query of the redirect URI, and accepts any port of an app on the same device', async () => {
    const { url } = await browser.signIn(way, { redirectUri: 'https://app.example.com/with?query=1' });
    expect([url.searchParams.get('query'), url.searchParams.has('code')]).toEqual(['1', true]);
    for (const redirectUri of ['http://127.0.0.1:49152/callback', 'http://[::1]:49153/callback'])
      expect((await browser.signIn(way, { redirectUri })).url.href).toMatch(redirectUri);
  });

  it.each([
    'https://evil.example/signed-in',
    'https://app.example.com/signed-in/',
    'https://app.example.com/signed-in?x=1',
    'https://app.example.com/signed-in#x',
    'https://app.example.com/signed-in#',
    'https://app.example.com/../signed-in',
    'https://app.example.com/%73igned-in',
    'https://app.example.com:443/signed-in',
    'https://APP.example.com/signed-in',
    'https://app.example.com@evil.example/signed-in',
    'https://user:pw@app.example.com/signed-in',
    'https://app.example.com.evil.example/signed-in',
    'https://evil.example\\@app.example.com/signed-in',
    'https://app.example.com\\.evil.example/signed-in',
    'https:app.example.com/signed-in',
    'https:/app.example.com/signed-in',
    '//app.example.com/signed-in',
    '/signed-in',
    'http://app.example.com/signed-in',
    'javascript:alert(1)',
    'data:text/html,x',
    'com.example.app:/signed-in',
    'http://localhost:49152/callback',
    'http://127.0.0.1:49152/other',
    'http://127.0.0.1:1@evil.example/callback',
    'http://127.1:49152/callback',
    ' https://app.example.com/signed-in',
    'x',
  ])('never redirects to %j', async (redirectUri) => {
    const answer = await browser.begin(way, { redirectUri });
    expect(faultsOf(answer)).toEqual([422, '/redirectUri auth.redirect_not_allowed']);
    expectRefused(answer, 'request.invalid', 422);
  });

  it.each([
    [{ redirectUri: undefined }, '/redirectUri field.required'],
    [{ codeChallenge: undefined }, '/codeChallenge field.required'],
    [{ codeChallengeMethod: undefined }, '/codeChallengeMethod field.required'],
    [{ codeChallengeMethod: 'plain' }, '/codeChallengeMethod field.not_allowed_value'],
    [{ codeChallenge: 'x'.repeat(42) }, '/codeChallenge field.too_short'],
    [{ codeChallenge: 'x'.repeat(44) }, '/codeChallenge field.too_long'],
    [{ codeChallenge: `${'x'.repeat(42)}=` }, '/codeChallenge field.bad_format'],
    [{ purpose: 'anything' }, '/purpose field.not_allowed_value'],
    [{ next: 'https://evil.example' }, '/next field.unknown'],
  ])('rejects a query with a fault: %j', async (more, fault) => {
    const answer = await browser.begin(way, more);
    expect(faultsOf(answer)).toEqual([422, fault]);
    expectRefused(answer, 'request.invalid', 422);
  });

  describe('fails', () => {
    const other = way === 'google' ? 'oidc/corp' : 'google';
    const pendingCallback = async (from = browser) => from.visitProvider(await from.begin(way));
    const withState = (callback: string, state: string) => callback.replace(/state=[^&]*/, `state=${state}`);

    it('in another browser', async () => {
      const other = new Browser(nodes.api);
      const callback = await pendingCallback();
      expectProblem(await other.open(callback), 'auth.flow_not_valid', 401);
      const own = await pendingCallback(other);
      expectProblem(await other.open(callback), 'auth.flow_not_valid', 401);
      expect((await other.open(own)).status).toBe(302);
    });

    it('with an unknown state, without one, or with two', async () => {
      const callback = await pendingCallback();
      for (const path of [
        withState(callback, 'x'.repeat(43)),
        callback.replace(/&?state=[^&]*/, ''),
        `${callback}&state=x`,
        `/v1/auth/${way}/callback`,
      ])
        expectProblem(await browser.open(path), 'auth.flow_not_valid', 401);
    });

    it('with a changed or renamed cookie', async () => {
      const callback = await pendingCallback();
      const [[name = '', value = ''] = []] = browser.cookies;
      browser.cookies.set(name, `${value.slice(0, -2)}${value.endsWith('AA') ? 'BB' : 'AA'}`);
      expectProblem(await browser.open(callback), 'auth.flow_not_valid', 401);
      const elsewhere = await pendingCallback();
      const [wanted = ''] = browser.cookies.keys();
      browser.cookies.set(wanted, value);
      expectProblem(await browser.open(elsewhere), 'auth.flow_not_valid', 401);
    });

    it('after ten minutes', async () => {
      const callback = await pendingCallback();
      const later = Date.now() + 600_001;
      const clock = jest.spyOn(Date, 'now').mockReturnValue(later);
      const answer = await browser.open(callback);
      clock.mockRestore();
      expectProblem(answer, 'auth.flow_not_valid', 401);
    });

    it('at another provider', async () => {
      const callback = await pendingCallback();
      expectProblem(await browser.open(callback.replace(way, other)), 'auth.flow_not_valid', 401);
    });

    it('a second time, with or without the cookie, and the provider is not asked again', async () => {
      const callback = await pendingCallback();
      const kept = [...browser.cookies];
      const first = await browser.open(callback);
      expect(locationOf(first).searchParams.has('code')).toBe(true);
      expect([...browser.cookies]).toEqual([]);
      expectProblem(await browser.open(callback), 'auth.flow_not_valid', 401);
      await nodes.provider.requestedPaths();
      for (const node of [nodes.api, nodes.other]) {
        for (const [name, value] of kept) browser.cookies.set(name, value);
        expectProblem(await browser.open(callback, node), 'auth.flow_not_valid', 401);
      }
      expect(await nodes.provider.requestedPaths()).toEqual([]);
    });

    it('with the code of another user', async () => {
      const attacker = new Browser(nodes.api);
      const stolen = new URL(await pendingCallback(attacker), 'http://x').searchParams.get('code') ?? '';
      const callback = await pendingCallback();
      const answer = await browser.open(callback.replace(/code=[^&]*/, `code=${stolen}`));
      const { searchParams } = locationOf(answer);
      expect([searchParams.has('code'), searchParams.get('error')]).toEqual([false, 'auth.provider_failed']);
    });
  });

  it('works in several tabs at once, in any order of their returns', async () => {
    const tabs = [];
    for (const state of ['one', 'two', 'three']) tabs.push({ state, begun: await browser.begin(way, { state }) });
    for (const { state, begun } of tabs.reverse()) {
      const { searchParams } = locationOf(await browser.open(await browser.visitProvider(begun)));
      expect([searchParams.get('state'), searchParams.has('code')]).toEqual([state, true]);
    }
    for (let tab = 0; tab < 9; tab++) await browser.begin(way);
    expect(browser.cookies.size).toBe(5);
  });

  it('creates no account and links nothing before the code is exchanged', async () => {
    const before = await nodes.counts();
    const returned = await browser.signIn(way);
    expect(await nodes.counts()).toEqual(before);
    expect((await nodes.exchange(returned)).status).toBe(200);
    expect(await nodes.counts()).toEqual(before.map((count) => count + 1));
  });

  it('rejects another verifier, and accepts the right one at the fifth attempt but not at the sixth', async () => {
    const [patient, hasty] = [await browser.signIn(way), await browser.signIn(way)];
    const wrong = () => ({ codeVerifier: pkce().verifier });
    for (let n = 0; n < 4; n++) expectProblem(await nodes.exchange(patient, wrong()), 'one_time.not_valid', 401);
    expect((await nodes.exchange(patient)).status).toBe(200);
    const before = await nodes.counts();
    for (let n = 0; n < 5; n++) expectProblem(await nodes.exchange(hasty, wrong()), 'one_time.not_valid', 401);
    expectProblem(await nodes.exchange(hasty), 'one_time.not_valid', 401);
    expect(await nodes.counts()).toEqual(before);
  });

  it('requires the verifier, not its challenge', async () => {
    const { verifier, challenge } = pkce();
    const callback = await browser.visitProvider(await browser.begin(way, { codeChallenge: challenge }));
    const code = locationOf(await browser.open(callback)).searchParams.get('code');
    expectProblem(await nodes.post('/v1/auth/exchange', { code, codeVerifier: challenge }), 'one_time.not_valid', 401);
    expect((await nodes.post('/v1/auth/exchange', { code, codeVerifier: verifier })).status).toBe(200);
  });

  it('signs in one of 20 clients that exchange the same code on two nodes', async () => {
    const returned = await browser.signIn(way);
    const body = { code: codeIn(returned), codeVerifier: returned.verifier };
    expect(await nodes.twentyAtOnce('/v1/auth/exchange', body)).toEqual({ 200: 1, 401: 19 });
  });

  const past = Math.floor(Date.now() / 1000) - 3600;
  it.each<[string, ProviderBehaviour, string]>([
    ['the user declines', { sendsBack: { error: 'access_denied' } }, 'auth.provider_declined'],
    ['the user does not consent', { sendsBack: { error: 'consent_required' } }, 'auth.provider_declined'],
    ['the provider reports a server error', { sendsBack: { error: 'server_error' } }, 'auth.provider_failed'],
    ['the provider rejects the request', { sendsBack: { error: 'invalid_scope' } }, 'auth.provider_refused'],
    ['the callback has neither code nor error', { sendsBack: { x: 'y' } }, 'auth.provider_refused'],
    ['another issuer answers', { sendsBack: { code: 'x', iss: 'https://evil.example' } }, 'auth.provider_refused'],
    ['the code is invalid', { answers: { status: 400, body: { error: 'invalid_grant' } } }, 'auth.provider_refused'],
    ['the secret is wrong', { answers: { status: 401, body: { error: 'invalid_client' } } }, 'auth.provider_failed'],
    ['the provider answers 500', { answers: { status: 500, body: { error: 'x y' } } }, 'auth.provider_failed'],
    ['the answer is empty', { answers: { status: 200, body: {} } }, 'auth.provider_failed'],
    ['the answer is not an object', { answers: { status: 200, body: 'x' } }, 'auth.provider_failed'],
    ['the answer is invalid JSON', { invalidJsonAt: ['/token'] }, 'auth.provider_failed'],
    ['there is no ID token', { withoutIdToken: true }, 'auth.provider_failed'],
    ['the provider does not answer', { silentAt: ['/token'] }, 'service.unavailable'],
    ['the token is not signed', { forgery: 'none' }, 'auth.id_token_invalid'],
    ['it is signed with the client secret', { forgery: 'shared secret' }, 'auth.id_token_invalid'],
    ['it is signed with another key', { forgery: 'wrong key' }, 'auth.id_token_invalid'],
    ['it is signed with an unknown key', { forgery: 'unknown key' }, 'auth.id_token_invalid'],
    ['it is for another client', { claims: { aud: 'another-client' } }, 'auth.id_token_invalid'],
    ['it is for a native app', { claims: { aud: ['google-android', 'corp-app'] } }, 'auth.id_token_invalid'],
    ['it was requested by another client', { claims: { azp: 'another-client' } }, 'auth.id_token_invalid'],
    ['it is of another issuer', { claims: { iss: 'https://evil.example' } }, 'auth.id_token_invalid'],
    ['it has expired', { claims: { exp: past } }, 'auth.id_token_invalid'],
    ['it has no expiry', { claims: { exp: null } }, 'auth.id_token_invalid'],
    ['it has another nonce', { claims: { nonce: 'x'.repeat(43) } }, 'auth.id_token_invalid'],
    ['it has no nonce', { claims: { nonce: null } }, 'auth.id_token_invalid'],
    ['it has an empty subject', { claims: { sub: '' } }, 'auth.id_token_invalid'],
    ['its subject is a number', { claims: { sub: 7 } }, 'auth.id_token_invalid'],
  ])('returns with an error of the product when %s', async (_when, behaviour, error) => {
    const before = await nodes.counts();
    await nodes.provider.behave({ claims: nodes.newPerson(), ...behaviour });
    const { url } = await browser.signIn(way, { state: 'mine' });
    expect(url.origin + url.pathname).toBe(RETURN_TO);
    const query = Object.fromEntries(url.searchParams);
    // The library for other providers rejects some answers earlier, and with a shorter message.
    const isCorp = way === 'oidc/corp' && error === 'auth.id_token_invalid';
    const expectedErrors = isCorp ? [error, 'auth.provider_failed'] : [error];
    expect(expectedErrors).toContain(query.error);
    expect(query).toEqual({ error: query.error, state: 'mine' });
    expect(await nodes.counts()).toEqual(before);
  });
});

describe('Google', () => {
  it('is configured without discovery', async () => {
    const settings = { GOOGLE_CLIENT_ID: 'mine', GOOGLE_CLIENT_SECRET: 's', REDIRECT_URIS: RETURN_TO };
    const api = await TestApi.start({ ...settings, PUBLIC_URL: 'https://id.example.com' });
    try {
      const location = (await new Browser(api).begin('google')).headers.get('location') ?? '';
      expect(location).toMatch(/^https:\/\/accounts\.google\.com\/o\/oauth2\/v2\/auth\?/);
      expect(Object.fromEntries(new URL(location).searchParams)).toMatchObject({
        client_id: 'mine',
        redirect_uri: 'https://id.example.com/v1/auth/google/callback',
      });
    } finally {
      await api.stop();
    }
  });

  it('returns 404 when it is not configured', async () => {
    const api = await TestApi.start({ REDIRECT_URIS: RETURN_TO });
    try {
      for (const way of ['google', 'oidc/corp']) {
        for (const answer of [
          await new Browser(api).begin(way),
          await api.call('GET', `/v1/auth/${way}/callback?state=x`),
          await api.call('POST', `/v1/auth/${way}/nonce`),
          await api.call('POST', `/v1/auth/${way}/id-token`, { body: { idToken: 'x.y.z' } }),
        ])
          expectProblem(answer, 'auth.provider_not_configured', 404);
      }
    } finally {
      await api.stop();
    }
  });
});
