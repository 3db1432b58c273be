import type { ClientAuth, Configuration } from 'openid-client';
import type { Fetch } from '@platform/http-client/http-client';
import { PROVIDER_MS, providerAway } from './provider-answers';

export interface OpenIdClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: Fetch;
}

/** How long what a provider says of itself is believed. */
export const DISCOVERED_MS = 3_600_000;

export interface Discovered {
  readonly configuration: Configuration;
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
}

/** Asks a provider what it is (OpenID Connect Discovery). Whatever is amiss, there is no signing in with it for now. */
export async function discover({ issuer, clientId, clientSecret, fetch }: OpenIdClient): Promise<Discovered> {
  const client = await import('openid-client');
  const isPlain = issuer.startsWith('http:');
  try {
    const configuration = await client.discovery(new URL(issuer), clientId, undefined, authWith(client, clientSecret), {
      timeout: PROVIDER_MS / 1000,
      [client.customFetch]: fetch,
      // oxlint-disable-next-line typescript/no-deprecated -- only marked so to stand out; only loopback is ever plain
      execute: isPlain ? [client.allowInsecureRequests] : [],
    });
    const { authorization_endpoint, token_endpoint, jwks_uri, ...told } = configuration.serverMetadata();
    const endpoints = [authorization_endpoint, token_endpoint, jwks_uri].map((url) => checked(url, isPlain));
    const [authorizationEndpoint, tokenEndpoint, jwksUri] = endpoints as [string, string, string];
    return { configuration, issuer: told.issuer, authorizationEndpoint, tokenEndpoint, jwksUri };
  } catch (error) {
    throw providerAway(error);
  }
}

/** A provider over https names nothing that is fetched in the clear. */
function checked(url: string | undefined, isPlain: boolean): string {
  const protocol = url !== undefined && URL.canParse(url) ? new URL(url).protocol : undefined;
  if (url !== undefined && (protocol === 'https:' || (isPlain && protocol === 'http:'))) return url;
  throw new Error(`The provider's metadata contain an unusable endpoint: ${url}`);
}

/** In the body where the provider takes it there, else as the standard has it. */
function authWith(client: typeof import('openid-client'), secret: string): ClientAuth {
  const [inBody, inHeader] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)];
  return (server, metadata, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const auth = methods?.includes('client_secret_post') ? inBody : inHeader;
    auth(server, metadata, body, headers);
  };
}
