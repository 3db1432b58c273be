import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LoadBatcher } from '@platform/persistence/load-batcher';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { AppPermissionRepository } from '../app-permissions/app-permission.repository';
import { mergedClaims, type RoleClaims } from './role-claims.rule';
import { permissionsOfRoles } from './permissions-of-roles.rule';
import { RoleRepository, type Role } from './role.repository';
import { ROLE_DEFINED } from '../access.cluster-topics';

interface Combined {
  readonly permissions: ReadonlySet<string>;
  readonly claims: RoleClaims | undefined;
}

/** Caches the permissions and claims of each role, which every request needs. */
@Injectable()
export class RoleCache implements OnModuleInit {
  private roleByName = new Map<string, Role>();
  private appPermissions: readonly string[] = [];
  private combined = new Map<string, Combined>();
  /** Concurrent requests use one query that started after all of them. */
  private readonly reloads = new LoadBatcher<never>(() => this.read().then(() => new Map<string, never>()));
  private started = 0;
  private applied = 0;

  constructor(
    private readonly roles: RoleRepository,
    private readonly permissions: AppPermissionRepository,
    private readonly cluster: ClusterNotifications,
  ) {}

  async onModuleInit(): Promise<void> {
    this.cluster.on(ROLE_DEFINED, () => this.read());
    await this.read();
  }

  /** Increases with every reload. */
  get changes(): number {
    return this.applied;
  }

  /** Reads the roles again if this node may have missed notifications. */
  async current(): Promise<void> {
    if (!this.cluster.isCurrent()) await this.reloads.load('all');
  }

  /** Returns one shared set for each combination of roles, because there are few combinations and many requests. */
  permissionsOf(roles: readonly string[]): ReadonlySet<string> {
    return this.combinedOf(roles).permissions;
  }

  /** The claims that these roles add to an access token; undefined if there are none. */
  claimsOf(roles: readonly string[]): RoleClaims | undefined {
    return this.combinedOf(roles).claims;
  }

  private combinedOf(roles: readonly string[]): Combined {
    const key = roles.join(',');
    let combined = this.combined.get(key);
    if (!combined) {
      combined = this.combine(roles);
      this.combined.set(key, combined);
    }
    return combined;
  }

  private combine(names: readonly string[]): Combined {
    const roles = [...names]
      .sort()
      .map((name) => this.roleByName.get(name))
      .filter((role) => role !== undefined);
    const claims = mergedClaims(roles.map((role) => role.claims));
    return {
      permissions: permissionsOfRoles(roles, this.appPermissions),
      claims: Object.keys(claims).length > 0 ? claims : undefined,
    };
  }

  private async read(): Promise<void> {
    const readNumber = ++this.started;
    const [roles, appPermissions] = await Promise.all([this.roles.all(), this.permissions.names()]);
    // A slow read must not overwrite the result of a later one.
    if (readNumber < this.applied) return;
    this.applied = readNumber;
    this.roleByName = new Map(roles.map((role) => [role.name, role]));
    this.appPermissions = appPermissions;
    this.combined = new Map();
  }
}
