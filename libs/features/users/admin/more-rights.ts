import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import { allPermissions } from '@platform/http/access/audience';
import { RoleDirectory } from '@platform/http/access/role-directory';
import { UsersProblems } from '../users.errors';
import { couldTakeOverMore } from './take-over.rule';

/** Keeps staff from changing accounts that may do more than they may themselves. */
@Injectable()
export class MoreRights {
  constructor(private readonly roles: RoleDirectory) {}

  /** After the account's lock: whoever gives roles waits for it too, so the roles cannot change in between. */
  async refuse(by: Caller, userId: string): Promise<void> {
    const roles = (await this.roles.rolesOfAll([userId])).get(userId) ?? [];
    if (couldTakeOverMore(by, roles, allPermissions().keys())) throw UsersProblems.account_has_more_rights();
  }
}
