import { Injectable } from '@nestjs/common';
import { AccountStates, MoreRights } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { Events } from '@platform/event-log/events';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { SessionEnder } from '../../sessions/session-ender';
import { RecoveryCodes } from '../recovery-codes/recovery-codes';
import { SecondFactorProblems } from '../second-factor.errors';
import { SecondFactorRemoved } from '../second-factor.events';
import { SecondFactors } from '../second-factors';

/** Lets administrators help users who have lost their second factor and recovery codes. */
@Injectable()
export class LostFactorService {
  constructor(
    private readonly accounts: AccountStates,
    private readonly moreRights: MoreRights,
    private readonly factors: SecondFactors,
    private readonly recoveryCodes: RecoveryCodes,
    private readonly events: Events,
    private readonly sessions: SessionEnder,
    private readonly transactions: Transactions,
  ) {}

  async remove(by: Caller, userId: UserId): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.accounts.lockForCredentialChange(userId))) throw RequestProblems.not_found();
      await this.moreRights.refuse(by, userId);
      if (!(await this.factors.removeAll(userId))) throw SecondFactorProblems.totp_not_enabled();
      await this.recoveryCodes.remove(userId);
      await this.events.publish(SecondFactorRemoved.of({ subject: userId }));
      // A lost phone may still have a session.
      await this.sessions.all(userId, 'second_factor_removed');
    });
    await this.sessions.untilAllNodesKnow();
  }
}
