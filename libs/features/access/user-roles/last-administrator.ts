import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { UserId } from '@platform/ids/ids';
import { RoleProblems } from '../access.errors';
import { RoleHolders } from '../roles/role-holders.repository';
import { ADMIN_ROLE, RoleRepository } from '../roles/role.repository';

const PAGE = 256;

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
    if (!(await this.isAnotherActive(userId))) throw RoleProblems.last_administrator();
  }

  /** Reads all administrators, page by page, because any number of them can be suspended. */
  private async isAnotherActive(userId: UserId): Promise<boolean> {
    let page: UserId[] = [];
    do {
      page = await this.holders.holdersOf(ADMIN_ROLE, page.at(-1), PAGE);
      if (await this.users.isAnyActive(page.filter((id) => id !== userId))) return true;
    } while (page.length === PAGE);
    return false;
  }
}
