import { Injectable } from '@nestjs/common';
import { MoreRights, UserReader } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import type { UserId } from '@platform/ids/ids';

/** The checks that precede every administrative action on the access of a user. */
@Injectable()
export class ManagedUser {
  constructor(
    private readonly users: UserReader,
    private readonly moreRights: MoreRights,
  ) {}

  async require(userId: UserId): Promise<void> {
    if (!(await this.users.exists(userId))) throw RequestProblems.not_found();
  }

  /** Must run first in the transaction of the change. Locks the account, so that its roles cannot change. */
  async requireToChange(by: Caller, userId: UserId): Promise<void> {
    if (!(await this.users.lock(userId))) throw RequestProblems.not_found();
    await this.moreRights.refuse(by, userId);
  }
}
