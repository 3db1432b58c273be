import { Injectable } from '@nestjs/common';
import { AccountStates, UserReader } from '@features/users';
import type { UserPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/events/events';
import { allPermissions } from '@platform/http/access/audience';
import { refusedField } from '@platform/http/fields/refusals';
import { Transactions } from '@platform/persistence/transactions';
import { Signals } from '@platform/signals/signals';
import { AuthFieldErrors, AuthProblems } from '../auth.errors';
import { RoleDefined, RoleRemoved, RolesChanged } from '../auth.events';
import type { DefineRoleDto, NewRoleDto } from './role.dto';
import { AppPermissionRepository } from './app-permissions/app-permission.repository';
import { refuseBeyond } from './beyond-rights';
import { KnownPermissions } from './known-permissions';
import { LastAdministrator } from './last-administrator';
import { RoleHolders } from './role-holders.repository';
import { bytesOf, CLAIMS_BYTES, type RoleClaims } from './role-claims.rule';
import { ADMIN_ROLE, RoleRepository, type Role } from './role.repository';

@Injectable()
export class RoleService {
  constructor(
    private readonly roles: RoleRepository,
    private readonly known: KnownPermissions,
    private readonly appPermissions: AppPermissionRepository,
    private readonly holders: RoleHolders,
    private readonly accounts: AccountStates,
    private readonly users: UserReader,
    private readonly lastAdministrator: LastAdministrator,
    private readonly events: Events,
    private readonly signals: Signals,
    private readonly transactions: Transactions,
  ) {}

  async list() {
    const ours = [...allPermissions()].map(([name, meaning]) => ({ name, meaning, definedBy: 'product' }));
    const theirs = (await this.appPermissions.all()).map((permission) => ({ ...permission, definedBy: 'app' }));
    const permissions = [...ours, ...theirs];
    return { items: await this.roles.all(), permissions, nextCursor: null };
  }

  async define(by: UserPrincipal, role: NewRoleDto): Promise<Role> {
    const claims = (role.claims ?? {}) as RoleClaims;
    await this.transactions.run(async () => {
      await this.known.refuseUnknown(role.permissions);
      refuseBeyond(by, role.permissions);
      await this.refuseTooLarge(role.name, claims);
      await this.roles.insert({ ...role, claims });
      await this.tellDefined(role.name, role.permissions);
    });
    await this.signals.settled();
    return this.require(role.name);
  }

  async redefine(by: UserPrincipal, name: string, change: DefineRoleDto): Promise<Role> {
    await this.transactions.run(async () => {
      await this.known.refuseUnknown(change.permissions ?? []);
      const claims = change.claims as RoleClaims | undefined;
      if (claims) await this.refuseTooLarge(name, claims);
      const role = await this.roles.lock(name);
      if (!role) throw RequestProblems.not_found();
      if (role.builtIn) throw AuthProblems.role_built_in();
      refuseBeyond(by, [...role.permissions, ...(change.permissions ?? [])]);
      const { description = role.description, permissions = role.permissions } = change;
      await this.roles.update({ name, description, permissions, claims: claims ?? role.claims });
      await this.tellDefined(name, permissions);
    });
    await this.signals.settled();
    return this.require(name);
  }

  async remove(by: UserPrincipal, name: string): Promise<void> {
    await this.transactions.run(async () => {
      const role = await this.roles.lock(name);
      if (!role) throw RequestProblems.not_found();
      if (role.builtIn) throw AuthProblems.role_built_in();
      refuseBeyond(by, role.permissions);
      if (await this.holders.isHeld(name)) throw AuthProblems.role_in_use();
      await this.roles.remove(name);
      await this.events.publish(RoleRemoved.of({ subject: null, facts: { role: name } }));
      await this.signals.send('auth.role-defined', name);
    });
    await this.signals.settled();
  }

  async ofUser(userId: string): Promise<{ roles: readonly string[] }> {
    if (!(await this.users.exists(userId))) throw RequestProblems.not_found();
    return { roles: await this.holders.rolesOf(userId) };
  }

  /** After the response, the next request of that user uses the new roles on every node. */
  async give(by: UserPrincipal, userId: string, wanted: readonly string[]): Promise<{ roles: readonly string[] }> {
    const roles = [...new Set(wanted)].sort();
    await this.transactions.run(() => this.giveInTransaction(by, userId, roles));
    await this.signals.settled();
    return { roles };
  }

  private async giveInTransaction(by: UserPrincipal, userId: string, roles: string[]): Promise<void> {
    await this.lastAdministrator.holdTheCount();
    if (!(await this.accounts.touch(userId))) throw RequestProblems.not_found();
    const before = [...(await this.holders.rolesOf(userId))];
    const changed = [
      ...roles.filter((role) => !before.includes(role)),
      ...before.filter((role) => !roles.includes(role)),
    ];
    for (const name of changed) {
      const role = await this.roles.lock(name);
      if (!role) throw AuthProblems.role_unknown({ parameters: { role: name } });
      refuseBeyond(by, role.name === ADMIN_ROLE ? await this.everyPermission() : role.permissions);
    }
    if (!roles.includes(ADMIN_ROLE)) await this.lastAdministrator.refuse(userId);
    await this.replace(userId, before, roles);
  }

  /** Skips these checks, for the setup of the first administrator and the command line. */
  async replace(userId: string, before: string[], after: string[]): Promise<void> {
    await this.holders.replace(userId, after);
    await this.events.publish(RolesChanged.of({ subject: userId, facts: { before, after } }));
    await this.signals.send('auth.roles-changed', userId);
  }

  private async tellDefined(role: string, permissions: readonly string[]): Promise<void> {
    await this.events.publish(RoleDefined.of({ subject: null, facts: { role, permissions: [...permissions] } }));
    await this.signals.send('auth.role-defined', role);
  }

  private async require(name: string): Promise<Role> {
    const role = await this.roles.find(name);
    if (!role) throw RequestProblems.not_found();
    return role;
  }

  private async everyPermission(): Promise<string[]> {
    return [...allPermissions().keys(), ...(await this.appPermissions.all()).map(({ name }) => name)];
  }

  /** All roles are locked, so that two changes at the same time cannot exceed the limit together. */
  private async refuseTooLarge(name: string, claims: RoleClaims): Promise<void> {
    const others = (await this.roles.lockAll()).filter((role) => role.name !== name);
    if (bytesOf([claims, ...others.map((role) => role.claims)]) <= CLAIMS_BYTES) return;
    throw refusedField('/claims', AuthFieldErrors.claims_too_large, { max: CLAIMS_BYTES });
  }
}
