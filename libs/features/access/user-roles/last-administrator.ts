import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { UserId } from '@platform/ids/ids';
import { RoleProblems } from '../access.errors';
import { RoleHolders } from '../roles/role-holders.repository';
import { ADMIN_ROLE, RoleRepository } from '../roles/role.repository';

/** Ensures that at least one administrator remains. Must run in the transaction that removes one. */
@Injectable()
export class LastAdministrator {
  constructor(
    private readonly roles: RoleRepository,
    private readonly holders: RoleHolders,
    private readonly users: UserReader,
  ) {}

  /** Transactions that can remove an administrator lock this row, so that only one at a time counts the others. */
  async lock(): Promise<void> {
    await this.roles.lock(ADMIN_ROLE);
  }

  async refuse(userId: UserId): Promise<void> {
    if (!(await this.holders.rolesOf(userId)).includes(ADMIN_ROLE)) return;
    const others = await this.holders.holdersBesides(ADMIN_ROLE, userId);
    if (!(await this.users.isAnyActive(others))) throw RoleProblems.last_administrator();
  }
}
