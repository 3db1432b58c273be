import type { KeyObject } from 'node:crypto';

interface Signing {
  readonly key: KeyObject;
  readonly algorithm: 'ES256' | 'RS256';
  readonly keyId?: string;
}

/** A JWT for another service. */
export async function signedClaims(
  { key, algorithm, keyId }: Signing,
  claims: Record<string, unknown>,
): Promise<string> {
  const { SignJWT } = await import('jose');
  const header = { alg: algorithm, typ: 'JWT', ...(keyId !== undefined && { kid: keyId }) };
  return new SignJWT(claims).setProtectedHeader(header).setIssuedAt().sign(key);
}
