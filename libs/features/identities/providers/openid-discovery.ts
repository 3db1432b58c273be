import type { ClientAuth, Configuration } from 'openid-client';
import type { Fetch } from '@platform/http-client/http-client';
import { PROVIDER_TIMEOUT_MS, providerUnavailable } from './provider-responses';

export interface OpenIdClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly fetch: Fetch;
}

/** How long the metadata of a provider are cached. */
export const DISCOVERY_CACHE_MS = 3_600_000;

export interface Discovered {
  readonly configuration: Configuration;
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly jwksUri: string;
}

/** Fetches the metadata of a provider (OpenID Connect Discovery). Every fault makes the provider unavailable. */
export async function discover({ issuer, clientId, clientSecret, fetch }: OpenIdClient): Promise<Discovered> {
  const client = await import('openid-client');
  const isPlain = issuer.startsWith('http:');
  try {
    const configuration = await client.discovery(new URL(issuer), clientId, undefined, authWith(client, clientSecret), {
      timeout: PROVIDER_TIMEOUT_MS / 1000,
      [client.customFetch]: fetch,
      // oxlint-disable-next-line typescript/no-deprecated -- only marked so to stand out; only loopback is ever plain
      execute: isPlain ? [client.allowInsecureRequests] : [],
    });
    const { authorization_endpoint, token_endpoint, jwks_uri, ...metadata } = configuration.serverMetadata();
    const endpoints = [authorization_endpoint, token_endpoint, jwks_uri].map((url) => requireSecureUrl(url, isPlain));
    const [authorizationEndpoint, tokenEndpoint, jwksUri] = endpoints as [string, string, string];
    return { configuration, issuer: metadata.issuer, authorizationEndpoint, tokenEndpoint, jwksUri };
  } catch (error) {
    throw providerUnavailable(error);
  }
}

/** Rejects http endpoints in the metadata of an https provider. */
function requireSecureUrl(url: string | undefined, isPlain: boolean): string {
  const protocol = url !== undefined && URL.canParse(url) ? new URL(url).protocol : undefined;
  if (url !== undefined && (protocol === 'https:' || (isPlain && protocol === 'http:'))) return url;
  throw new Error(`The provider's metadata contain an unusable endpoint: ${url}`);
}

/** Sends the secret in the body if the provider supports that, otherwise in the header, which is the standard's default. */
function authWith(client: typeof import('openid-client'), secret: string): ClientAuth {
  const [inBody, inHeader] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)];
  return (server, metadata, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const auth = methods?.includes('client_secret_post') ? inBody : inHeader;
    auth(server, metadata, body, headers);
  };
}
