import type { FieldError } from '@platform/errors/problem';
import { RoleFieldErrors } from '../access.errors';

export type ClaimValue = string | number | boolean | readonly string[];
export type RoleClaims = Readonly<Record<string, ClaimValue>>;

/** The limit for all roles together, so that every access token stays small. */
export const CLAIMS_BYTES = 1024;

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;

/** Returns the faults of claims. Claims must be flat and have plain names and values. */
export function claimsFaults(claims: object | undefined): FieldError[] {
  return Object.entries(claims ?? {})
    .filter(([name, value]) => !NAME.test(name) || !isPlain(value))
    .map(([name]) => ({
      pointer: `/claims/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      code: RoleFieldErrors.bad_claim,
    }));
}

export function bytesOf(claims: readonly (RoleClaims | null)[]): number {
  return claims
    .filter((roleClaims) => roleClaims !== null && Object.keys(roleClaims).length > 0)
    .reduce((sum, roleClaims) => sum + Buffer.byteLength(JSON.stringify(roleClaims)), 0);
}

/** If two roles have the same claim, the role later in the alphabet wins; lists are joined. */
export function mergedClaims(claimsInOrder: readonly RoleClaims[]): RoleClaims {
  const merged: Record<string, ClaimValue> = {};
  for (const [name, value] of claimsInOrder.flatMap((claims) => Object.entries(claims))) {
    const before = merged[name];
    merged[name] = Array.isArray(before) && Array.isArray(value) ? [...new Set([...before, ...value])] : value;
  }
  return merged;
}

function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.length <= 20 && value.every((entry) => typeof entry === 'string');
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}
