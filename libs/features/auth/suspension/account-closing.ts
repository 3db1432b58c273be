import { Injectable } from '@nestjs/common';
import { LastAdministrator } from '@features/access';
import { AccountStates, MoreRights, type AccountState } from '@features/users';
import type { Caller } from '@platform/access/principal';
import type { UserId } from '@platform/ids/ids';
import { SessionEnder } from '../sessions/session-ender';

/**
 * Closes accounts that are about to be erased. Links and codes become invalid; API keys and trusted devices do not work
 * until the account is reopened.
 */
@Injectable()
export class AccountClosing {
  constructor(
    private readonly accounts: AccountStates,
    private readonly sessions: SessionEnder,
    private readonly lastAdministrator: LastAdministrator,
    private readonly moreRights: MoreRights,
  ) {}

  /** Must run in a transaction. Throws if `by` must not close this account. */
  async refuse(userId: UserId, by?: Caller): Promise<void> {
    await this.lastAdministrator.lock();
    if (by) await this.moreRights.refuse(by, userId);
    await this.lastAdministrator.refuse(userId);
  }

  /**
   * Must run in a transaction; call `untilAllNodesKnow` after the commit. Returns the previous state, with which
   * `AccountStates.reopen` restores the account.
   */
  async close(userId: UserId, by?: Caller): Promise<AccountState> {
    await this.refuse(userId, by);
    const state = await this.accounts.close(userId);
    await this.sessions.all(userId, 'account_closed');
    return state;
  }

  async untilAllNodesKnow(): Promise<void> {
    await this.sessions.untilAllNodesKnow();
  }
}
