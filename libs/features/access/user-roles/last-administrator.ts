import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import { RoleProblems } from '../access.errors';
import { RoleHolders } from '../roles/role-holders.repository';
import { ADMIN_ROLE, RoleRepository } from '../roles/role.repository';

/** Keeps the product from ending up with nobody who may administer it. Inside the transaction that takes one away. */
@Injectable()
export class LastAdministrator {
  constructor(
    private readonly roles: RoleRepository,
    private readonly holders: RoleHolders,
    private readonly users: UserReader,
  ) {}

  /** Whoever may take an administrator away passes this row, so "the last one" is counted by one at a time. */
  async holdTheCount(): Promise<void> {
    await this.roles.lock(ADMIN_ROLE);
  }

  async refuse(userId: string): Promise<void> {
    if (!(await this.holders.rolesOf(userId)).includes(ADMIN_ROLE)) return;
    const others = await this.holders.holdersBesides(ADMIN_ROLE, userId);
    if (!(await this.users.isAnyActive(others))) throw RoleProblems.last_administrator();
  }
}
