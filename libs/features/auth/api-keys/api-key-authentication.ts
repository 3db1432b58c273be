import { Injectable } from '@nestjs/common';
import { hashOfToken } from '@platform/access/opaque-token.rule';
import { UserReader } from '@features/users';
import type { AppPrincipal, KeyPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { ADMIN_READ, withIncluded } from '@platform/http/access/scopes';
import { RoleCache, RoleHolders } from '@features/access';
import type { ApiKeyId, UserId } from '@platform/ids/ids';
import { ApiKeyRepository, type PresentedKey } from './api-key.repository';
import { KeyUses } from './key-uses';
import { isKeyText } from './key-text.rule';

const NO_PERMISSIONS: ReadonlySet<string> = new Set();

/**
 * Authenticates API keys. The key and the state and roles of its user are read on each request, so that a revoked key
 * or the key of a suspended user is rejected by the next request on every node.
 */
@Injectable()
export class ApiKeyAuthentication {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly uses: KeyUses,
    private readonly users: UserReader,
    private readonly holders: RoleHolders,
    private readonly roleCache: RoleCache,
  ) {}

  /** Returns the same error for every invalid key, so that it does not reveal the reason. */
  async find(text: string): Promise<KeyPrincipal | AppPrincipal> {
    const key = isKeyText(text) ? await this.keys.byHash(hashOfToken(text)) : undefined;
    const bearer = await this.bearerOf(key);
    if (key?.isIdle) this.uses.record(key.id);
    return bearer;
  }

  async current(id: ApiKeyId): Promise<KeyPrincipal | AppPrincipal> {
    return this.bearerOf(await this.keys.byId(id));
  }

  private async bearerOf(key: PresentedKey | undefined): Promise<KeyPrincipal | AppPrincipal> {
    const bearer = key && (key.userId === null ? appOf(key) : await this.userOf(key, key.userId));
    if (!bearer) throw AccessProblems.token_invalid();
    return bearer;
  }

  /** Undefined while the user is suspended. The key is valid again when the user is reactivated. */
  private async userOf({ id, rights }: PresentedKey, userId: UserId): Promise<KeyPrincipal | undefined> {
    const [state, roles] = await Promise.all([
      this.users.stateOf(userId),
      this.holders.rolesOf(userId),
      this.roleCache.current(),
    ]);
    if (state !== 'active') return undefined;
    const scopes = withIncluded(rights);
    // Without an admin scope the key has none of the permissions of its user's roles, not even on routes that are open to
    // every user.
    const permissions = scopes.has(ADMIN_READ) ? this.roleCache.permissionsOf(roles) : NO_PERMISSIONS;
    return { kind: 'user', userId, roles, permissions, key: { id, scopes } };
  }
}

function appOf({ id, rights }: PresentedKey): AppPrincipal {
  return { kind: 'app', keyId: id, roles: [], permissions: new Set(rights) };
}
