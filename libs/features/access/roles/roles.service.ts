import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { allPermissions } from '@platform/http/access/audience';
import { refusedField } from '@platform/http/fields/refusals';
import { Transactions } from '@platform/persistence/transactions';
import { ClusterNotifications } from '@platform/cluster-notifications/cluster-notifications';
import { RoleFieldErrors, RoleProblems } from '../access.errors';
import { RoleDefined, RoleRemoved } from '../access.events';
import { WRITE_ROLES } from '../access.permissions';
import type { DefineRoleDto, NewRoleDto } from './roles.dto';
import { AppPermissionRepository } from '../app-permissions/app-permission.repository';
import { refuseBeyond } from '../app-permissions/beyond-rights';
import { KnownPermissions } from '../app-permissions/known-permissions';
import { PermissionHolders } from '../app-permissions/permission-holders';
import { CurrentRights } from './current-rights';
import { RoleHolders } from './role-holders.repository';
import { bytesOf, CLAIMS_BYTES, type RoleClaims } from './role-claims.rule';
import { RoleRepository, type Role } from './role.repository';
import { ROLE_DEFINED } from '../access.cluster-topics';

@Injectable()
export class RolesService {
  constructor(
    private readonly roles: RoleRepository,
    private readonly known: KnownPermissions,
    private readonly appPermissions: AppPermissionRepository,
    private readonly holders: RoleHolders,
    private readonly rights: CurrentRights,
    permissionHolders: PermissionHolders,
    private readonly events: Events,
    private readonly cluster: ClusterNotifications,
    private readonly transactions: Transactions,
  ) {
    permissionHolders.register({ holds: (permission) => roles.anyHolds(permission) });
  }

  async list() {
    const productPermissions = [...allPermissions()].map(([name, meaning]) => ({
      name,
      meaning,
      definedBy: 'product',
    }));
    const definedByApp = (await this.appPermissions.all()).map((permission) => ({ ...permission, definedBy: 'app' }));
    const permissions = [...productPermissions, ...definedByApp];
    return { items: await this.roles.all(), permissions, nextCursor: null };
  }

  async define(by: SessionPrincipal, role: NewRoleDto): Promise<Role> {
    const claims = (role.claims ?? {}) as RoleClaims;
    await this.transactions.run(async () => {
      await this.known.refuseUnknown(role.permissions);
      refuseBeyond(await this.rights.lock(by, WRITE_ROLES), role.permissions);
      await this.refuseTooLarge(role.name, claims);
      await this.roles.insert({ ...role, claims });
      await this.publishDefined(role.name, role.permissions);
    });
    await this.cluster.settled();
    return this.require(role.name);
  }

  async redefine(by: SessionPrincipal, name: string, change: DefineRoleDto): Promise<Role> {
    await this.transactions.run(async () => {
      await this.known.refuseUnknown(change.permissions ?? []);
      const current = await this.rights.lock(by, WRITE_ROLES);
      const claims = change.claims as RoleClaims | undefined;
      if (claims) await this.refuseTooLarge(name, claims);
      const role = await this.roles.lock(name);
      if (!role) throw RequestProblems.not_found();
      if (role.builtIn) throw RoleProblems.built_in();
      refuseBeyond(current, [...role.permissions, ...(change.permissions ?? [])]);
      const { description = role.description, permissions = role.permissions } = change;
      await this.roles.update({ name, description, permissions, claims: claims ?? role.claims });
      await this.publishDefined(name, permissions);
    });
    await this.cluster.settled();
    return this.require(name);
  }

  async remove(by: SessionPrincipal, name: string): Promise<void> {
    await this.transactions.run(async () => {
      const current = await this.rights.lock(by, WRITE_ROLES);
      const role = await this.roles.lock(name);
      if (!role) throw RequestProblems.not_found();
      if (role.builtIn) throw RoleProblems.built_in();
      refuseBeyond(current, role.permissions);
      if (await this.holders.isHeld(name)) throw RoleProblems.in_use();
      await this.roles.remove(name);
      await this.events.publish(RoleRemoved.of({ subject: null, facts: { role: name } }));
      await this.cluster.send(ROLE_DEFINED, name);
    });
    await this.cluster.settled();
  }

  private async publishDefined(role: string, permissions: readonly string[]): Promise<void> {
    await this.events.publish(RoleDefined.of({ subject: null, facts: { role, permissions: [...permissions] } }));
    await this.cluster.send(ROLE_DEFINED, role);
  }

  private async require(name: string): Promise<Role> {
    const role = await this.roles.find(name);
    if (!role) throw RequestProblems.not_found();
    return role;
  }

  /** All roles are locked, so that two changes at the same time cannot exceed the limit together. */
  private async refuseTooLarge(name: string, claims: RoleClaims): Promise<void> {
    const others = (await this.roles.lockAll()).filter((role) => role.name !== name);
    if (bytesOf([claims, ...others.map((role) => role.claims)]) <= CLAIMS_BYTES) return;
    throw refusedField('/claims', RoleFieldErrors.claims_too_large, { max: CLAIMS_BYTES });
  }
}
