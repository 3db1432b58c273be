import { Injectable } from '@nestjs/common';
import type { AccessClaims } from './access-tokens';

const MOST = 20_000;

/**
 * Tokens whose signature has been checked, until they expire, by the whole header they came in. Checking one again
 * would cost a hundred times more.
 */
@Injectable()
export class VerifiedTokens {
  private readonly claims = new Map<string, AccessClaims>();

  get(header: string): AccessClaims | undefined {
    const claims = this.claims.get(header);
    if (claims && claims.exp * 1000 <= Date.now()) {
      this.claims.delete(header);
      return undefined;
    }
    return claims;
  }

  add(header: string, claims: AccessClaims): void {
    if (this.claims.size >= MOST) this.claims.delete(this.claims.keys().next().value as string);
    this.claims.set(header, claims);
  }

  /** After the keys changed, every token has to show again that a living key signed it. */
  forget(): void {
    this.claims.clear();
  }
}
