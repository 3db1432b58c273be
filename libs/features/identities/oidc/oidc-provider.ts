import type { Fetch, HttpClient } from '@platform/http-client/http-client';
import type { IdentityProvider, AuthorizationRequest, ReturnedQuery } from '../providers/identity-providers';
import { DISCOVERY_CACHE_MS, discover } from '../providers/openid-discovery';
import { PROVIDER_TIMEOUT_MS, refuseUnexpectedResponse } from '../providers/provider-responses';
import type { ProvenIdentity } from '../providers/proven-identity.rule';
import { CachedPromise } from '../providers/cached-promise';
import { TokenIdentities } from '../native/token-identities';
import { oidcFailure } from './oidc-failure.rule';
import type { OidcSettings } from './oidc-settings.rule';

/** An OpenID provider from the configuration. */
export class OidcProvider implements IdentityProvider {
  readonly name: string;
  readonly label: string;
  private readonly callbackUrl: string;
  private readonly fetch: Fetch;
  private readonly discovered = new CachedPromise(() => this.load(), DISCOVERY_CACHE_MS);

  constructor(
    private readonly settings: OidcSettings,
    publicUrl: string,
    httpClient: HttpClient,
  ) {
    this.fetch = httpClient.fetchWithin({ configured: settings.issuer, ms: PROVIDER_TIMEOUT_MS });
    this.name = settings.name;
    this.label = settings.label;
    this.callbackUrl = `${publicUrl}/v1/auth/oidc/${settings.name}/callback`;
  }

  async begin({ state, nonce }: AuthorizationRequest) {
    const client = await import('openid-client');
    const { configuration } = await this.discovered.get();
    const verifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callbackUrl,
      scope: this.settings.scopes,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, verifier };
  }

  async finish(
    returned: ReturnedQuery,
    request: AuthorizationRequest & { readonly verifier: string },
  ): Promise<ProvenIdentity> {
    const { identities, issuer } = await this.discovered.get();
    refuseUnexpectedResponse(returned, [issuer]);
    return identities.ofBrowserFlow(await this.idTokenFor(returned, request), request.nonce);
  }

  async read(idToken: string) {
    const { identities } = await this.discovered.get();
    return identities.ofApp(idToken);
  }

  private async idTokenFor(
    returned: ReturnedQuery,
    { state, nonce, verifier }: AuthorizationRequest & { readonly verifier: string },
  ): Promise<string> {
    const client = await import('openid-client');
    const { configuration } = await this.discovered.get();
    try {
      const tokens = await client.authorizationCodeGrant(configuration, this.callbackUrlWith(returned), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return tokens.id_token ?? '';
    } catch (error) {
      throw oidcFailure(error);
    }
  }

  /** Builds the URL from the registered callback URL, because a proxy may have changed that of the request. */
  private callbackUrlWith(returned: ReturnedQuery): URL {
    const url = new URL(this.callbackUrl);
    for (const [name, value] of Object.entries(returned))
      if (typeof value === 'string') url.searchParams.set(name, value);
    return url;
  }

  private async load() {
    const { configuration, issuer, jwksUri } = await discover({ ...this.settings, fetch: this.fetch });
    const identities = new TokenIdentities(this.name, { names: [issuer], jwksUri, fetch: this.fetch }, this.settings);
    return { configuration, issuer, identities };
  }
}
