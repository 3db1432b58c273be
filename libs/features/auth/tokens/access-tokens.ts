import { Injectable } from '@nestjs/common';
import { HttpConfig } from '@platform/http/http.config';
import { newId, type SessionId, type UserId } from '@platform/ids/ids';
import { Memo } from '@platform/process/memo';
import { Keyring } from '@platform/vault/keyring/keyring';
import { AuthConfig } from '../auth.config';
import { RoleCache } from '@features/access';
import { encode, signCompact } from './es256.rule';

export const TOKEN_TYPE = 'at+jwt';
export const TOKEN_ALGORITHM = 'ES256';

/** The token header for each key ID. */
const headers = new Memo((kid) => encode(JSON.stringify({ alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE, kid })));

/** The claims of an access token besides the registered ones. */
export interface AccessClaims {
  readonly sub: UserId;
  readonly sid: SessionId;
  readonly jti: string;
  readonly roles: readonly string[];
  readonly iat: number;
  readonly exp: number;
}

/** Signs access tokens (RFC 9068) with ES256. Other services verify them with the published keys. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keyring: Keyring,
    private readonly roleCache: RoleCache,
    private readonly http: HttpConfig,
    private readonly config: AuthConfig,
  ) {}

  get seconds(): number {
    return this.config.accessSeconds;
  }

  issue(holder: { userId: UserId; sessionId: SessionId; roles: readonly string[] }): string {
    const { id, privateKey } = this.keyring.current('signing');
    if (!privateKey) throw new Error(`The signing key ${id} has no private part.`);
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.http.publicUrl,
      aud: this.config.tokenAudience,
      sub: holder.userId,
      sid: holder.sessionId,
      roles: holder.roles,
      // Omitted if the roles add no claims.
      claims: this.roleCache.claimsOf(holder.roles),
      jti: newId(),
      iat: now,
      exp: now + this.config.accessSeconds,
    };
    return signCompact(headers.of(id), claims, privateKey);
  }
}
