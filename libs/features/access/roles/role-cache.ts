import { Injectable, type OnModuleInit } from '@nestjs/common';
import { allPermissions } from '@platform/http/access/audience';
import { LoadBatcher } from '@platform/persistence/load-batcher';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { AppPermissionRepository } from '../app-permissions/app-permission.repository';
import { mergedClaims, type RoleClaims } from './role-claims.rule';
import { EVERYTHING, RoleRepository, type Role } from './role.repository';

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
  private readonly readings = new LoadBatcher<never>(() => this.read().then(() => new Map<string, never>()));
  private begun = 0;
  private applied = 0;

  constructor(
    private readonly roles: RoleRepository,
    private readonly permissions: AppPermissionRepository,
    private readonly cluster: ClusterNotifications,
  ) {}

  async onModuleInit(): Promise<void> {
    this.cluster.on('access.role-defined', () => this.read());
    await this.read();
  }

  /** Grows with every new reading. */
  get changes(): number {
    return this.applied;
  }

  /** Reads the roles again if this node may have missed notifications. */
  async current(): Promise<void> {
    if (!this.cluster.isCurrent()) await this.readings.load('all');
  }

  /** One shared set for each combination of roles; combinations are few, requests many. */
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
    const named = roles.flatMap(({ permissions }) => permissions);
    const isAll = named.includes(EVERYTHING);
    const claims = mergedClaims(roles.map((role) => role.claims));
    return {
      permissions: new Set(isAll ? [...allPermissions().keys(), ...this.appPermissions] : named),
      claims: Object.keys(claims).length > 0 ? claims : undefined,
    };
  }

  private async read(): Promise<void> {
    const turn = ++this.begun;
    const [roles, appPermissions] = await Promise.all([this.roles.all(), this.permissions.all()]);
    // A slow read must not undo what a later one has already brought.
    if (turn < this.applied) return;
    this.applied = turn;
    this.roleByName = new Map(roles.map((role) => [role.name, role]));
    this.appPermissions = appPermissions.map(({ name }) => name);
    this.combined = new Map();
  }
}
