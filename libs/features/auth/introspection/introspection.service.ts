import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { AppPrincipal, KeyPrincipal } from '@platform/access/principal';
import { Problem } from '@platform/errors/problem';
import { HttpConfig } from '@platform/http/http.config';
import { ApiKeyAuthentication } from '../api-keys/api-key-authentication';
import { keyIn } from '../api-keys/key-text.rule';
import { AuthConfig } from '../auth.config';
import { RoleCache, RoleHolders } from '@features/access';
import { SessionRepository } from '../sessions/session.repository';
import { AccessTokenStrategy } from '../tokens/access-token.strategy';
import type { AccessClaims } from '../tokens/access-tokens';
import type { IntrospectionDto } from './introspection.dto';

const INACTIVE: IntrospectionDto = { active: false };

/**
 * Implements RFC 7662 for other backends. A token becomes inactive as soon as its session ends, whereas a check of its
 * signature alone accepts it until it expires. Session, state and roles are read from the database.
 */
@Injectable()
export class IntrospectionService {
  constructor(
    private readonly strategy: AccessTokenStrategy,
    private readonly sessions: SessionRepository,
    private readonly users: UserReader,
    private readonly holders: RoleHolders,
    private readonly roleCache: RoleCache,
    private readonly apiKeys: ApiKeyAuthentication,
    private readonly http: HttpConfig,
    private readonly config: AuthConfig,
  ) {}

  async introspect(token: string): Promise<IntrospectionDto> {
    const key = keyIn(`Bearer ${token}`);
    try {
      return key === undefined
        ? await this.ofAccessToken(await this.strategy.checkText(token))
        : await this.ofKey(await this.apiKeys.find(key));
    } catch (error) {
      // The response does not reveal why the token is invalid.
      if (error instanceof Problem && error.status === 401) return INACTIVE;
      throw error;
    }
  }

  private async ofAccessToken(claims: AccessClaims): Promise<IntrospectionDto> {
    const { sub, sid, jti, iat, exp } = claims;
    const [isAlive, roles, user] = await Promise.all([
      this.sessions.isAlive(sid),
      this.holders.rolesOf(sub),
      this.users.publicNameAndState(sub),
      this.roleCache.current(),
    ]);
    if (!isAlive || user?.state !== 'active') return INACTIVE;
    return {
      active: true,
      token_type: 'access_token',
      sub,
      ...this.rightsOf(roles, user.username),
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
    const { userId, permissions } = bearer;
    const user = await this.users.publicNameAndState(userId);
    const scope = [...bearer.key.scopes].sort().join(' ');
    // A key without an admin scope has no permissions from its user's roles, so the response omits the roles as well.
    const roles = permissions.size > 0 ? bearer.roles : [];
    return { ...this.rightsOf(roles, user?.username ?? null), ...key, client_id: bearer.key.id, sub: userId, scope };
  }

  private rightsOf(roles: readonly string[], username: string | null) {
    return {
      ...(username !== null && { username }),
      roles: [...roles],
      permissions: [...this.roleCache.permissionsOf(roles)].sort(),
      claims: this.roleCache.claimsOf(roles) ?? {},
    };
  }
}
