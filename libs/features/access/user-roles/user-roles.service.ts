import { Injectable } from '@nestjs/common';
import { AccountStates, MoreRights, UserReader } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { RoleProblems } from '../access.errors';
import { RolesChanged } from '../access.events';
import { AppPermissionRepository } from '../app-permissions/app-permission.repository';
import { refuseBeyond } from '../app-permissions/beyond-rights';
import { WRITE_ROLES } from '../access.permissions';
import { permissionsOfRoles } from '../roles/permissions-of-roles.rule';
import { RoleHolders } from '../roles/role-holders.repository';
import { ADMIN_ROLE, RoleRepository } from '../roles/role.repository';
import { CurrentRights } from '../roles/current-rights';
import { LastAdministrator } from './last-administrator';
import { ROLES_CHANGED } from '../access.cluster-topics';

@Injectable()
export class UserRolesService {
  constructor(
    private readonly roles: RoleRepository,
    private readonly appPermissions: AppPermissionRepository,
    private readonly holders: RoleHolders,
    private readonly accounts: AccountStates,
    private readonly users: UserReader,
    private readonly rights: CurrentRights,
    private readonly moreRights: MoreRights,
    private readonly lastAdministrator: LastAdministrator,
    private readonly events: Events,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {}

  async ofUser(userId: UserId): Promise<{ roles: readonly string[] }> {
    if (!(await this.users.exists(userId))) throw RequestProblems.not_found();
    return { roles: await this.holders.rolesOf(userId) };
  }

  /** When this resolves, every node uses the new roles for the next request of the user. */
  async assign(
    by: SessionPrincipal,
    userId: UserId,
    requested: readonly string[],
  ): Promise<{ roles: readonly string[] }> {
    const roles = [...new Set(requested)].sort();
    await this.transactions.run(() => this.assignInTransaction(by, userId, roles));
    await this.cluster.settled();
    return { roles };
  }

  private async assignInTransaction(by: SessionPrincipal, userId: UserId, roles: string[]): Promise<void> {
    await this.lastAdministrator.lock();
    const current = await this.rights.lock(by, WRITE_ROLES);
    if (!(await this.accounts.touch(userId))) throw RequestProblems.not_found();
    const before = [...(await this.holders.rolesOf(userId))];
    const changed = [
      ...roles.filter((role) => !before.includes(role)),
      ...before.filter((role) => !roles.includes(role)),
    ];
    const appPermissions = await this.appPermissions.names();
    for (const name of changed) {
      const role = await this.roles.lock(name);
      if (!role) throw RoleProblems.unknown({ parameters: { role: name } });
      refuseBeyond(current, permissionsOfRoles([role], appPermissions));
    }
    await this.moreRights.refuse(current, userId);
    if (!roles.includes(ADMIN_ROLE)) await this.lastAdministrator.refuse(userId);
    await this.replace(userId, before, roles);
  }

  /** Skips the checks above. Used by the setup of the first administrator and by the command line. */
  async replace(userId: UserId, before: string[], after: string[]): Promise<void> {
    await this.holders.replace(userId, after);
    await this.events.publish(RolesChanged.of({ subject: userId, facts: { before, after } }));
    await this.cluster.send(ROLES_CHANGED, userId);
  }
}
