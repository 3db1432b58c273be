import { Injectable } from '@nestjs/common';
import { sign } from 'jsonwebtoken';
import { HttpConfig } from '@platform/http/http.config';
import { newId } from '@platform/persistence/ids';
import { Keyring } from '@platform/vault/keyring/keyring';
import { AuthConfig } from '../auth.config';

export const TOKEN_TYPE = 'at+jwt';
export const TOKEN_ALGORITHM = 'ES256';

/** What an access token says, beside the registered claims. */
export interface AccessClaims {
  readonly sub: string;
  readonly sid: string;
  readonly roles: readonly string[];
  readonly iat: number;
  readonly exp: number;
}

/** Signs access tokens: RFC 9068, ES256, checked by other services against the published keys. */
@Injectable()
export class AccessTokens {
  constructor(
    private readonly keyring: Keyring,
    private readonly http: HttpConfig,
    private readonly config: AuthConfig,
  ) {}

  get seconds(): number {
    return this.config.accessSeconds;
  }

  issue(holder: { userId: string; sessionId: string; roles: readonly string[] }): string {
    const key = this.keyring.current('signing');
    if (!key.privateKey) throw new Error(`The signing key ${key.id} has no private part.`);
    // A KeyObject, never a string: given a string the library tries it as a certificate first, every time.
    return sign({ sid: holder.sessionId, roles: holder.roles }, key.privateKey, {
      algorithm: TOKEN_ALGORITHM,
      keyid: key.id,
      header: { alg: TOKEN_ALGORITHM, typ: TOKEN_TYPE },
      issuer: this.http.publicUrl,
      audience: this.config.tokenAudience,
      subject: holder.userId,
      jwtid: newId(),
      expiresIn: this.config.accessSeconds,
    });
  }
}
