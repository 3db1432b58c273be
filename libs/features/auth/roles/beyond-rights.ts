import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import { AuthProblems } from '../auth.errors';
import { RoleBook } from './role-book';
import { RoleHolders } from './role-holders.repository';

/** Nobody hands out, or takes away, more than they hold. */
export function refuseBeyond(by: Pick<Caller, 'permissions'>, permissions: Iterable<string>): void {
  if ([...permissions].some((permission) => !by.permissions.has(permission))) throw AuthProblems.beyond_own_rights();
}

/** Keeps staff from accounts that may do more than they may themselves. */
@Injectable()
export class BeyondRights {
  constructor(
    private readonly holders: RoleHolders,
    private readonly book: RoleBook,
  ) {}

  /** While the account is held, or the count of administrators: whoever gives roles waits for both. */
  async refuse(by: Caller, userId: string): Promise<void> {
    refuseBeyond(by, this.book.permissionsOf(await this.holders.rolesOf(userId)));
  }
}
