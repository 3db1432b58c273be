import { Injectable } from '@nestjs/common';
import { AccountStates, MoreRights } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { SessionEnder } from '../../sessions/session-ender';
import { SecondFactorRemoved } from '../second-factor.events';
import { TotpService } from '../totp/totp.service';

/** Lets administrators help users who have lost their app and recovery codes. */
@Injectable()
export class LostFactorService {
  constructor(
    private readonly accounts: AccountStates,
    private readonly moreRights: MoreRights,
    private readonly totps: TotpService,
    private readonly sessions: SessionEnder,
    private readonly transactions: Transactions,
  ) {}

  async remove(by: Caller, userId: UserId): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.accounts.lockForCredentialChange(userId))) throw RequestProblems.not_found();
      await this.moreRights.refuse(by, userId);
      await this.totps.removeLocked(userId, SecondFactorRemoved);
      // A lost phone may still have a session.
      await this.sessions.all(userId, 'second_factor_removed');
    });
    await this.sessions.untilAllNodesKnow();
  }
}
