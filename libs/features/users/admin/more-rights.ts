import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import { lacksAny } from '@platform/access/rights.rule';
import { RightsDirectory } from '@platform/http/access/rights-directory';
import type { UserId } from '@platform/ids/ids';
import { UsersProblems } from '../users.errors';

/** Prevents callers from changing accounts that have more permissions than themselves, in userkeep or in the app. */
@Injectable()
export class MoreRights {
  constructor(private readonly rights: RightsDirectory) {}

  /** Must run after the account has been locked, so that its roles cannot change at the same time. */
  async refuse(by: Pick<Caller, 'permissions'>, userId: UserId): Promise<void> {
    if (lacksAny(by, await this.rights.permissionsOf(userId))) throw UsersProblems.account_has_more_rights();
  }
}
