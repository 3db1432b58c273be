import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import type { AccessClaims } from '../tokens/access-tokens';

const MAX_TOKENS = 20_000;

/** Enough characters of the signature to avoid accidental collisions. A forced collision only evicts the entry. */
const KEY_LENGTH = 40;

export interface Verified {
  readonly header: string;
  readonly claims: AccessClaims;
  /** The principal of the token, and the number of changes at that time. */
  found?: { readonly principal: SessionPrincipal; readonly changes: number };
}

/**
 * Caches tokens with a verified signature until they expire, keyed by the whole header. Verifying one again would cost
 * a hundred times more. Lookup uses the end of the header, because hashing a new long string costs more than comparing
 * it.
 */
@Injectable()
export class VerifiedTokens {
  private readonly verified = new Map<string, Verified>();

  get(header: string): Verified | undefined {
    const key = header.slice(-KEY_LENGTH);
    const found = this.verified.get(key);
    if (!found || found.header !== header) return undefined;
    if (found.claims.exp * 1000 > Date.now()) return found;
    this.verified.delete(key);
    return undefined;
  }

  add(header: string, claims: AccessClaims): void {
    if (this.verified.size >= MAX_TOKENS) this.verified.delete(this.verified.keys().next().value as string);
    this.verified.set(header.slice(-KEY_LENGTH), { header, claims });
  }

  /** Must be called when the signing keys have changed, so that every token is verified with the current keys again. */
  forget(): void {
    this.verified.clear();
  }
}
