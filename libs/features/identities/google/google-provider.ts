import { Injectable } from '@nestjs/common';
import { HttpConfig } from '@platform/http/http.config';
import { HttpClient, type Fetch } from '@platform/http-client/http-client';
import {
  IdentityProviders,
  type IdentityProvider,
  type AuthorizationRequest,
  type ReturnedQuery,
} from '../providers/identity-providers';
import { IdentityProblems } from '../identities.errors';
import { DISCOVERY_CACHE_MS, discover } from '../providers/openid-discovery';
import { PROVIDER_TIMEOUT_MS, refuseUnexpectedResponse } from '../providers/provider-responses';
import type { ProvenIdentity } from '../providers/proven-identity.rule';
import { CachedPromise } from '../providers/cached-promise';
import { TokenIdentities } from '../native/token-identities';
import { GOOGLE, GoogleConfig } from './google.config';
import { googleFailure } from './google-failure.rule';
import { loadGoogleStrategy, type GoogleEndpoints, type GoogleRequest, type GoogleStrategy } from './google-strategy';

/** Constant, so that no discovery request is needed. */
const ENDPOINTS: GoogleEndpoints = {
  issuers: [GOOGLE, 'accounts.google.com'],
  authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenEndpoint: 'https://oauth2.googleapis.com/token',
  jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
};

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

@Injectable()
export class GoogleProvider implements IdentityProvider {
  readonly name = 'google';
  readonly label = 'Google';
  private readonly client: Client | undefined;
  private readonly fetch: Fetch;
  private readonly discovered = new CachedPromise(() => this.load(), DISCOVERY_CACHE_MS);

  constructor(
    private readonly config: GoogleConfig,
    private readonly http: HttpConfig,
    httpClient: HttpClient,
    providers: IdentityProviders,
  ) {
    this.fetch = httpClient.fetchWithin({ configured: config.issuer, ms: PROVIDER_TIMEOUT_MS });
    const { clientId, clientSecret } = config;
    if (clientId === undefined || clientSecret === undefined) return;
    this.client = { clientId, clientSecret };
    providers.register(this);
  }

  /** Throws if Google is not configured. */
  required(): this {
    if (!this.client) throw IdentityProblems.provider_not_configured();
    return this;
  }

  async begin({ state, nonce }: AuthorizationRequest) {
    const { strategy } = await this.discovered.get();
    const request = { query: {}, state, nonce, verifier: '' };
    return { url: await strategy.begin(request), verifier: request.verifier };
  }

  async finish(
    returned: ReturnedQuery,
    request: AuthorizationRequest & { readonly verifier: string },
  ): Promise<ProvenIdentity> {
    const { strategy, endpoints, identities } = await this.discovered.get();
    refuseUnexpectedResponse(returned, endpoints.issuers);
    return identities.ofBrowserFlow(await redeemAtGoogle(strategy, { ...request, query: returned }), request.nonce);
  }

  async read(idToken: string) {
    const { identities } = await this.discovered.get();
    return identities.ofApp(idToken);
  }

  private async load() {
    const client = this.required().client as Client;
    const endpoints = this.config.issuer === GOOGLE ? ENDPOINTS : await this.endpointsOf(this.config.issuer, client);
    const callbackUrl = `${this.http.publicUrl}/v1/auth/google/callback`;
    const strategy = await loadGoogleStrategy({ endpoints, ...client, callbackUrl, fetch: this.fetch });
    const issuer = { names: endpoints.issuers, jwksUri: endpoints.jwksUri, fetch: this.fetch };
    const { nativeClientIds } = this.config;
    const identities = new TokenIdentities(this.name, issuer, { clientId: client.clientId, nativeClientIds });
    return { endpoints, strategy, identities };
  }

  private async endpointsOf(issuer: string, client: Client): Promise<GoogleEndpoints> {
    const found = await discover({ issuer, ...client, fetch: this.fetch });
    return { ...found, issuers: [found.issuer] };
  }
}

async function redeemAtGoogle(strategy: GoogleStrategy, request: GoogleRequest): Promise<string> {
  try {
    return await strategy.finish(request);
  } catch (error) {
    throw googleFailure(error);
  }
}
