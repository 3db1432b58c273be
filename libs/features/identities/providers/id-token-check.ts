import type { createRemoteJWKSet, JWTPayload } from 'jose';
import { Problem } from '@platform/errors/problem';
import type { Fetch } from '@platform/http-client/http-client';
import { IdentityProblems } from '../identities.errors';
import { PROVIDER_TIMEOUT_MS, providerUnavailable } from './provider-responses';

/** Only asymmetric algorithms: neither shared secrets nor unsigned tokens are accepted. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const SKEW_SECONDS = 30;

export interface Issuer {
  /** All values of `iss` that the provider uses. */
  readonly names: readonly string[];
  readonly jwksUri: string;
  readonly fetch: Fetch;
}

export interface TokenAudiences {
  /** One of them must be the token's audience. */
  readonly audiences: readonly string[];
  /** The accepted values of `azp`, if the token has one. */
  readonly parties: readonly string[];
}

/** Verifies all ID tokens. The caller must verify the nonce. */
export class IdTokenCheck {
  private keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  constructor(private readonly issuer: Issuer) {}

  async claimsOf(idToken: string, { audiences, parties }: TokenAudiences): Promise<JWTPayload> {
    const jose = await import('jose');
    this.keys ??= jose.createRemoteJWKSet(new URL(this.issuer.jwksUri), {
      timeoutDuration: PROVIDER_TIMEOUT_MS,
      [jose.customFetch]: this.issuer.fetch,
    });
    try {
      const { payload, protectedHeader } = await jose.jwtVerify(idToken, this.keys, {
        algorithms: ALGORITHMS,
        issuer: [...this.issuer.names],
        audience: [...audiences],
        requiredClaims: ['sub', 'iat', 'exp'],
        clockTolerance: SKEW_SECONDS,
      });
      if (!isIdToken(protectedHeader.typ) || !isForOwnClient(payload, parties))
        throw IdentityProblems.id_token_invalid();
      return payload;
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw isTokenFault(error) ? IdentityProblems.id_token_invalid({ cause: error }) : providerUnavailable(error);
    }
  }
}

/** Other tokens of the same issuer have their own type (RFC 9068) and do not prove an identity. */
function isIdToken(type: unknown): boolean {
  return type === undefined || (typeof type === 'string' && type.toUpperCase() === 'JWT');
}

/**
 * A token with several audiences must name the requesting client, which must be one of the configured ones (OpenID Connect Core,
 * 3.1.3.7).
 */
function isForOwnClient({ aud, azp }: JWTPayload, parties: readonly string[]): boolean {
  const isForSeveral = Array.isArray(aud) && aud.length > 1;
  if (azp === undefined) return !isForSeveral;
  return typeof azp === 'string' && parties.includes(azp);
}

/** Errors of the library about a token or its keys have a code; failures to fetch the keys have none. */
function isTokenFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^ERR_(JWT|JWS|JOSE_ALG|JOSE_NOT|JWKS_NO_MATCHING|JWKS_MULTIPLE)/.test(code);
}
