import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Browser } from '@test/support/browser';
import { expectProblem } from '@test/support/expect-problem';
import { RETURN_TO } from '@test/support/openid-provider';
import { TestApi } from '@test/support/test-api';
import { startWithProvider, type NodesWithProvider } from '@test/support/with-provider';

const DISCOVERY = '/.well-known/openid-configuration';

describe('An OpenID provider', () => {
  let nodes: NodesWithProvider;

  beforeAll(async () => {
    nodes = await startWithProvider();
  });
  beforeEach(() => nodes.provider.behave({}));
  afterAll(() => nodes.stop());

  const onFreshNode = async (work: (node: TestApi) => Promise<void>) => {
    const fresh = await nodes.api.secondNode();
    try {
      await work(fresh);
    } finally {
      await fresh.stop();
    }
  };

  it('that is unreachable is answered 503 with a Retry-After and no cookie', async () => {
    const answer = await new Browser(nodes.api).begin('oidc/away');
    expectProblem(answer, 'service.unavailable', 503);
    expect([answer.headers.get('retry-after'), answer.headers.getSetCookie()]).toEqual(['5', []]);
    const native = await nodes.post('/v1/auth/oidc/away/id-token', { idToken: 'x.y.z' });
    expectProblem(native, 'service.unavailable', 503);
  });

  it.each([
    ['does not answer', { silentAt: [DISCOVERY] }],
    ['answers 500', { brokenAt: [DISCOVERY] }],
    ['answers with invalid JSON', { invalidJsonAt: [DISCOVERY] }],
  ])('that %s is given up after a while, and asked again by the next request', async (_what, behaviour) => {
    await onFreshNode(async (fresh) => {
      await nodes.provider.behave(behaviour);
      const answer = await new Browser(fresh).begin('oidc/corp');
      expectProblem(answer, 'service.unavailable', 503);
      // The provider's own deadline ends the call before the deadline of the request, which would return a shorter Retry-After.
      expect(answer.headers.get('retry-after')).toBe('5');
      await nodes.provider.behave({});
      expect((await new Browser(fresh).begin('oidc/corp')).status).toBe(302);
    });
  });

  it.each([
    ['is not called', '', 0],
    ['is called if the operator allows its network', '127.0.0.0/8,::1', 1],
  ])('names a private address on another host, which %s', async (_what, allowed, expected) => {
    let calls = 0;
    const inside = createServer((_request, response) => {
      calls++;
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => inside.listen(0, resolve));
    const node = await nodes.api.secondNode({ OUTGOING_NETWORKS: allowed });
    try {
      const { port } = inside.address() as AddressInfo;
      await nodes.provider.behave({ metadata: { jwks_uri: `http://localhost:${port}/jwks` } });
      const idToken = await nodes.provider.idToken({ sub: 'a', aud: 'corp-app' });
      expectProblem(
        await node.call('POST', '/v1/auth/oidc/corp/id-token', { body: { idToken } }),
        'service.unavailable',
        503,
      );
      expect(calls).toBe(expected);
    } finally {
      await node.stop();
      inside.close();
    }
  });

  it('is asked once for its discovery document, by any number of requests', async () => {
    await onFreshNode(async (fresh) => {
      await nodes.provider.requestedPaths();
      const begun = await Promise.all(Array.from({ length: 10 }, () => new Browser(fresh).begin('oidc/corp')));
      expect(new Set(begun.map(({ status }) => status))).toEqual(new Set([302]));
      expect(await nodes.provider.requestedPaths()).toEqual([DISCOVERY]);
    });
  });

  it('is rate limited for unauthenticated callers like other credentials', async () => {
    const limited = await nodes.api.secondNode({ RATE_LIMIT_SCALE: '1' });
    try {
      for (const way of ['google', 'oidc/corp']) {
        const browser = new Browser(limited);
        const [begun, returned] = [await browser.begin(way), await browser.open(`/v1/auth/${way}/callback?state=x`)];
        const policies = [begun, returned].map(({ headers }) => headers.get('ratelimit-policy'));
        expect(policies).toEqual([expect.stringMatching(/q=120;w=60$/), expect.stringMatching(/q=30;w=60$/)]);
      }
    } finally {
      await limited.stop();
    }
  });

  it('with an unknown name is not found, including the name google', async () => {
    for (const name of ['unknown', 'google', '__proto__', 'CORP', 'corp%00'])
      expectProblem(await new Browser(nodes.api).begin(`oidc/${name}`), 'auth.provider_not_configured', 404);
  });

  it('is separate from a Google identity with the same subject', async () => {
    const person = nodes.newPerson();
    const [google, corp] = [
      await nodes.signInWithProvider({ sub: person.sub }),
      await nodes.signInWithProvider({ sub: person.sub }, 'oidc/corp'),
    ];
    expect(google.body.user.id).not.toBe(corp.body.user.id);
    const { items } = (await nodes.api.call('GET', '/v1/me/identities', { token: corp.body.accessToken })).body;
    expect(items).toEqual([expect.objectContaining({ provider: 'corp', label: 'Corp', email: null })]);
  });

  it('prevents the start of the product if its configuration or a redirect URI is invalid', async () => {
    for (const [settings, fault] of [
      [{ OIDC_PROVIDERS: '[{"name":"google"}]' }, /OIDC_PROVIDERS must have a name/],
      [{ REDIRECT_URIS: `${RETURN_TO}#x` }, /REDIRECT_URIS contains .*#x/],
      [{ GOOGLE_ISSUER: 'http://accounts.example.com' }, /GOOGLE_ISSUER must start with https/],
    ] as const)
      await expect(TestApi.start(settings)).rejects.toThrow(fault);
  });
});
