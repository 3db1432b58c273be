import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { decode } from 'jsonwebtoken';
import type { FastifyRequest } from 'fastify';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { AccessProblems } from '@platform/errors/platform.errors';
import { HttpConfig } from '@platform/http/http.config';
import { isId, type UserId, type SessionId } from '@platform/ids/ids';
import { Keyring } from '@platform/vault/keyring/keyring';
import { AuthConfig } from '../auth.config';
import { TOKEN_ALGORITHM, TOKEN_TYPE, type AccessClaims } from './access-tokens';

/** Verifies an access token, including what the library does not check: its type, `crit`, and that it has an expiry. */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy, 'access-token') {
  constructor(keyring: Keyring, http: HttpConfig, config: AuthConfig) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: [TOKEN_ALGORITHM],
      issuer: http.publicUrl,
      audience: config.tokenAudience,
      secretOrKeyProvider: (
        _request: unknown,
        token: unknown,
        done: (error: Error | null, key?: KeyObject) => void,
      ) => {
        const key = keyFor(keyring, String(token));
        if (key) done(null, key);
        else done(new Error('unknown key'));
      },
    } as never);
  }

  /** A callback of passport: the result becomes the user of the request. */
  validate(claims: Record<string, unknown>): AccessClaims | false {
    const { sub, sid, jti, exp, iat, roles } = claims;
    const isComplete =
      isId<UserId>(sub) && isId<SessionId>(sid) && isId(jti) && typeof exp === 'number' && typeof iat === 'number';
    if (!isComplete || !Array.isArray(roles)) return false;
    return { sub, sid, jti, exp, iat, roles: roles.map(String) };
  }

  /** Verifies a token that is not in the Authorization header. */
  async checkText(token: string): Promise<AccessClaims> {
    return this.check({ headers: { authorization: `Bearer ${token}` } });
  }

  /**
   * Runs this strategy as passport does, on a copy with its own callbacks. passport itself uses a registry that all
   * applications of a process share.
   */
  async check(request: Pick<FastifyRequest, 'headers'>): Promise<AccessClaims> {
    return new Promise((resolve, reject) => {
      const run = Object.assign(Object.create(this) as Strategy, {
        success: resolve as (claims: unknown) => void,
        fail: (info?: { name?: string }) =>
          reject(info?.name === 'TokenExpiredError' ? AccessProblems.token_expired() : AccessProblems.token_invalid()),
        error: reject,
      });
      run.authenticate(request as never, {});
    });
  }
}

function keyFor(keyring: Keyring, token: string): KeyObject | undefined {
  const header = decode(token, { complete: true })?.header;
  if (!header || header.typ !== TOKEN_TYPE || header.crit !== undefined || typeof header.kid !== 'string')
    return undefined;
  return keyring.find('signing', header.kid)?.publicKey;
}
