import type { createRemoteJWKSet, JWTPayload } from 'jose';
import { Problem } from '@platform/errors/problem';
import type { Fetch } from '@platform/http-client/http-client';
import { IdentityProblems } from '../identities.errors';
import { PROVIDER_MS, providerAway } from './provider-answers';

/** Signatures with keys that only the provider has. None of a shared secret, and never none at all. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const SKEW_SECONDS = 30;

export interface Issuer {
  /** Each way it spells itself. */
  readonly names: readonly string[];
  readonly jwksUri: string;
  readonly fetch: Fetch;
}

export interface TokenAudiences {
  /** One of them must be the token's audience. */
  readonly audiences: readonly string[];
  /** Who may have asked for the token, where it says. */
  readonly parties: readonly string[];
}

/** The one place where ID tokens are checked, however they came here. The nonce in them is for the caller to know. */
export class IdTokenCheck {
  private keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  constructor(private readonly issuer: Issuer) {}

  async claimsOf(idToken: string, { audiences, parties }: TokenAudiences): Promise<JWTPayload> {
    const jose = await import('jose');
    this.keys ??= jose.createRemoteJWKSet(new URL(this.issuer.jwksUri), {
      timeoutDuration: PROVIDER_MS,
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
      if (!isIdToken(protectedHeader.typ) || !isMeantForUs(payload, parties)) throw IdentityProblems.id_token_invalid();
      return payload;
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw isFaultOfToken(error) ? IdentityProblems.id_token_invalid({ cause: error }) : providerAway(error);
    }
  }
}

/** Other tokens of the same issuer have their own type (RFC 9068) and do not prove an identity. */
function isIdToken(type: unknown): boolean {
  return type === undefined || (typeof type === 'string' && type.toUpperCase() === 'JWT');
}

/**
 * A token with several audiences must name the requesting client, which must be one of ours (OpenID Connect Core,
 * 3.1.3.7).
 */
function isMeantForUs({ aud, azp }: JWTPayload, parties: readonly string[]): boolean {
  const isForSeveral = Array.isArray(aud) && aud.length > 1;
  if (azp === undefined) return !isForSeveral;
  return typeof azp === 'string' && parties.includes(azp);
}

/** Errors of the library about a token or its keys have a code; failures to fetch the keys have none. */
function isFaultOfToken(error: unknown): boolean {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^ERR_(JWT|JWS|JOSE_ALG|JOSE_NOT|JWKS_NO_MATCHING|JWKS_MULTIPLE)/.test(code);
}
