import { pkce } from '@test/support/browser';
import { RETURN_TO, type OpenIdProvider } from '@test/support/openid-provider';
import type { Meaning } from '../valid-request';
import type { Wire } from '../wire';
import type { Scene } from '../world';

const NONE = '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f';

interface Caller {
  readonly token: string;
}

interface StartedSignIn {
  readonly verifier: string;
  readonly cookie: string;
  readonly query: Readonly<Record<string, string>>;
}

export function identityScenes(provider: OpenIdProvider, wire: Wire): Scene {
  const identities = new IdentityScenes(provider, wire);
  return (operationId, caller) => identities.meaningOf(operationId, caller);
}

/** Prepares requests about linked identities: a provider, and a browser that has signed in there. */
class IdentityScenes {
  private counter = 0;

  constructor(
    private readonly provider: OpenIdProvider,
    private readonly wire: Wire,
  ) {}

  /** Returns undefined for operations without a linked identity. */
  async meaningOf(operationId: string, caller: Caller): Promise<Meaning | undefined> {
    const path = { provider: 'corp' };
    switch (operationId) {
      case 'startOidcSignIn':
      case 'createOidcNonce':
        return { path };
      case 'completeGoogleSignIn':
        return this.returning('google');
      case 'completeOidcSignIn':
        return { path, ...(await this.returning('oidc/corp')) };
      case 'exchangeCode':
        return { body: { ...(await this.code('sign-in')), deviceToken: undefined } };
      case 'signInWithGoogleIdToken':
        return { body: { idToken: await this.idToken('google', 'google-client'), deviceToken: undefined } };
      case 'signInWithOidcIdToken':
        return { path, body: { idToken: await this.idToken('oidc/corp', 'corpClient'), deviceToken: undefined } };
      case 'linkIdentity':
        return { body: { ...(await this.code('link')), provider: undefined, idToken: undefined } };
      case 'unlinkIdentity':
        return { path: { id: await this.linkedTo(caller) } };
      default:
        return undefined;
    }
  }

  private async returning(route: string): Promise<Meaning> {
    const { cookie, query } = await this.startSignIn(route, 'sign-in');
    return { query, headers: { cookie } };
  }

  private async code(purpose: string): Promise<{ code: string; codeVerifier: string }> {
    const { verifier, cookie, query } = await this.startSignIn('google', purpose);
    const path = `/v1/auth/google/callback?${new URLSearchParams(query).toString()}`;
    const { headers } = await this.wire.send({ method: 'GET', path, headers: { cookie } });
    const code = new URL(String(headers.location)).searchParams.get('code') ?? '';
    return { code, codeVerifier: verifier };
  }

  private async startSignIn(route: string, purpose: string): Promise<StartedSignIn> {
    await this.provider.behave({ claims: this.newClaims() });
    const { verifier, challenge } = pkce();
    const parameters = { redirectUri: RETURN_TO, codeChallenge: challenge, codeChallengeMethod: 'S256', purpose };
    const path = `/v1/auth/${route}?${new URLSearchParams(parameters).toString()}`;
    const { headers } = await this.wire.send({ method: 'GET', path, headers: {} });
    const back = await fetch(String(headers.location), { redirect: 'manual' });
    const query = Object.fromEntries(new URL(back.headers.get('location') ?? '').searchParams);
    return { verifier, query, cookie: String(headers['set-cookie']).split(';')[0] ?? '' };
  }

  private async idToken(route: string, audience: string): Promise<string> {
    const { body } = await this.wire.send({ method: 'POST', path: `/v1/auth/${route}/nonce`, headers: {} });
    return this.provider.idToken({ ...this.newClaims(), aud: audience, nonce: body.nonce });
  }

  private async linkedTo({ token }: Caller): Promise<string> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const body = JSON.stringify(await this.code('link'));
    const answer = await this.wire.send({ method: 'POST', path: '/v1/me/identities', headers, body });
    // A caller who may not link an identity has none.
    return (answer.body.id as string | undefined) ?? NONE;
  }

  private newClaims() {
    const n = ++this.counter;
    return { sub: `walker-${n}`, email: `walker-${n}@example.com`, email_verified: true };
  }
}
