import { Injectable } from '@nestjs/common';
import { AccountStates, MoreRights } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { Transactions } from '@platform/persistence/transactions';
import { refusedField } from '@platform/http/fields/refusals';
import { AuthFieldErrors, AuthProblems } from '../auth.errors';
import { LastAdministrator } from '@features/access';
import type { UserId } from '@platform/ids/ids';
import { SessionEnder } from '../sessions/session-ender';
import type { SuspendDto } from './suspension.dto';

@Injectable()
export class SuspensionService {
  constructor(
    private readonly accounts: AccountStates,
    private readonly sessions: SessionEnder,
    private readonly lastAdministrator: LastAdministrator,
    private readonly moreRights: MoreRights,
    private readonly transactions: Transactions,
  ) {}

  async suspend(by: Caller, userId: UserId, { reason, until }: SuspendDto): Promise<void> {
    const end = until === undefined ? null : new Date(until);
    if (end && !(await this.accounts.isFuture(end))) throw refusedField('/until', AuthFieldErrors.until_in_past);
    const actor = by.kind === 'app' ? by.keyId : by.userId;
    await this.transactions.run(async () => {
      await this.lastAdministrator.lock();
      await this.moreRights.refuse(by, userId);
      await this.lastAdministrator.refuse(userId);
      if (actor === userId) throw AuthProblems.own_suspension();
      await this.accounts.suspend(userId, { reason, by: actor, until: end });
      await this.sessions.all(userId, 'suspended');
    });
    await this.sessions.untilAllNodesKnow();
  }

  async reactivate(by: Caller, userId: UserId): Promise<void> {
    await this.transactions.run(async () => {
      await this.lastAdministrator.lock();
      await this.moreRights.refuse(by, userId);
      await this.accounts.endSuspension(userId);
    });
  }
}
