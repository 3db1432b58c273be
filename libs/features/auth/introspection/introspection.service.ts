import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { AppPrincipal, KeyPrincipal } from '@platform/access/principal';
import { Problem } from '@platform/errors/problem';
import { HttpConfig } from '@platform/http/http.config';
import { KeyBearers } from '../api-keys/key-bearers';
import { keyIn } from '../api-keys/key-text.rule';
import { AuthConfig } from '../auth.config';
import { RoleBook } from '../roles/role-book';
import { RoleHolders } from '../roles/role-holders.repository';
import { SessionRepository } from '../sessions/session.repository';
import { AccessTokenStrategy } from '../tokens/access-token.strategy';
import type { AccessClaims } from '../tokens/access-tokens';
import type { IntrospectionDto } from './introspection.dto';

const INACTIVE: IntrospectionDto = { active: false };

/**
 * RFC 7662, for other backends: a token that was signed out of is invalid from then on, while a check of its signature
 * alone accepts it until it expires. Everything is read from the database.
 */
@Injectable()
export class IntrospectionService {
  constructor(
    private readonly strategy: AccessTokenStrategy,
    private readonly sessions: SessionRepository,
    private readonly users: UserReader,
    private readonly holders: RoleHolders,
    private readonly roleBook: RoleBook,
    private readonly keyBearers: KeyBearers,
    private readonly http: HttpConfig,
    private readonly config: AuthConfig,
  ) {}

  async introspect(token: string): Promise<IntrospectionDto> {
    const key = keyIn(`Bearer ${token}`);
    try {
      return key === undefined
        ? await this.ofAccessToken(await this.strategy.checkText(token))
        : await this.ofKey(await this.keyBearers.find(key));
    } catch (error) {
      // Not valid, for whatever reason: the caller is told no more than that.
      if (error instanceof Problem && error.status === 401) return INACTIVE;
      throw error;
    }
  }

  private async ofAccessToken(claims: AccessClaims): Promise<IntrospectionDto> {
    const { sub, sid, jti, iat, exp } = claims;
    const [isAlive, roles, user] = await Promise.all([
      this.sessions.isAlive(sid),
      this.holders.rolesOf(sub),
      this.users.me(sub, []),
    ]);
    if (!isAlive || user?.body.state !== 'active') return INACTIVE;
    return {
      active: true,
      token_type: 'access_token',
      sub,
      ...this.rightsOf(roles, user.body.username),
      iss: this.http.publicUrl,
      aud: this.config.tokenAudience,
      sid,
      jti,
      iat,
      exp,
    };
  }

  private async ofKey(bearer: KeyPrincipal | AppPrincipal): Promise<IntrospectionDto> {
    const key = { active: true, token_type: 'api_key', permissions: [...bearer.permissions].sort() } as const;
    if (bearer.kind === 'app') return { ...key, client_id: bearer.keyId };
    const { userId, roles } = bearer;
    const user = await this.users.me(userId, []);
    const scope = [...bearer.key.scopes].sort().join(' ');
    const rights = this.rightsOf(roles, user?.body.username ?? null);
    return { ...rights, ...key, client_id: bearer.key.id, sub: userId, scope };
  }

  private rightsOf(roles: readonly string[], username: string | null) {
    return {
      ...(username !== null && { username }),
      roles: [...roles],
      permissions: [...this.roleBook.permissionsOf(roles)].sort(),
      claims: this.roleBook.claimsOf(roles) ?? {},
    };
  }
}
