import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { SessionDirectory } from '@platform/access/session-directory';
import { AccessProblems } from '@platform/errors/platform.errors';
import { permissionMissing } from '@platform/http/access/permission-missing';
import { AppPermissionRepository } from '../app-permissions/app-permission.repository';
import { permissionsOfRoles } from './permissions-of-roles.rule';
import { RoleHolders } from './role-holders.repository';
import { RoleRepository } from './role.repository';

/**
 * Reads the rights of a caller again in the transaction that grants rights to others. The request may have waited for
 * the transaction that took them away, and would otherwise give them back.
 */
@Injectable()
export class CurrentRights {
  constructor(
    private readonly roles: RoleRepository,
    private readonly appPermissions: AppPermissionRepository,
    private readonly holders: RoleHolders,
    private readonly sessions: SessionDirectory,
  ) {}

  /** Locks all roles and the session, so that neither they nor role assignments change before the transaction ends. */
  async lock({ userId, sessionId }: SessionPrincipal, needed: string): Promise<{ permissions: ReadonlySet<string> }> {
    const roles = await this.roles.lockAll();
    if (!(await this.sessions.lockActive(sessionId))) throw AccessProblems.session_ended();
    const held = await this.holders.rolesOf(userId);
    const permissions = permissionsOfRoles(
      roles.filter(({ name }) => held.includes(name)),
      await this.appPermissions.names(),
    );
    if (!permissions.has(needed)) throw permissionMissing(needed);
    return { permissions };
  }
}
