import { Injectable } from '@nestjs/common';
import { AccountStates, MoreRights } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import { SessionEnder } from '../../sessions/session-ender';
import { SecondFactorRemoved } from '../second-factor.events';
import { TotpService } from '../totp/totp.service';

/** The help of staff for whoever has lost app and recovery codes. */
@Injectable()
export class LostFactorService {
  constructor(
    private readonly accounts: AccountStates,
    private readonly moreRights: MoreRights,
    private readonly totps: TotpService,
    private readonly sessions: SessionEnder,
    private readonly transactions: Transactions,
  ) {}

  async remove(by: Caller, userId: string): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.accounts.lock(userId))) throw RequestProblems.not_found();
      await this.moreRights.refuse(by, userId);
      await this.totps.removeHeld(userId, SecondFactorRemoved);
      // Whoever has lost a phone may have left a session on it.
      await this.sessions.all(userId, 'second_factor_removed');
    });
    await this.sessions.everywhere();
  }
}
