import { Injectable } from '@nestjs/common';
import { MoreRights, UserReader } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';

/** What every action of staff on the access of a user begins with. */
@Injectable()
export class ManagedUser {
  constructor(
    private readonly users: UserReader,
    private readonly moreRights: MoreRights,
  ) {}

  async require(userId: string): Promise<void> {
    if (!(await this.users.exists(userId))) throw RequestProblems.not_found();
  }

  /** First in the transaction that changes something. The account is held, so that its roles do not change meanwhile. */
  async requireToChange(by: Caller, userId: string): Promise<void> {
    if (!(await this.users.hold(userId))) throw RequestProblems.not_found();
    await this.moreRights.refuse(by, userId);
  }
}
