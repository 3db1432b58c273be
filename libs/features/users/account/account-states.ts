import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/events/events';
import { AccountStateChanged } from '../users.events';
import type { AccountState } from './account.entity';
import { AccountRepository } from './account.repository';

/** Lets the feature that guards the door close and open an account. In that feature's transaction. */
@Injectable()
export class AccountStates {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly events: Events,
  ) {}

  /** False when it was in that state already. */
  async set(userId: string, to: AccountState, reason?: string): Promise<boolean> {
    const account = await this.accounts.lock(userId);
    if (!account) throw RequestProblems.not_found();
    if (account.state === to) return false;
    await this.accounts.update(userId, { state: to });
    await this.events.publish(
      AccountStateChanged.of({
        subject: userId,
        facts: { from: account.state, to },
        changes: reason === undefined ? {} : { reason: { before: null, after: reason } },
      }),
    );
    return true;
  }

  /** Something shown with the account changed elsewhere: its version grows. False when there is no such account. */
  async touch(userId: string): Promise<boolean> {
    if (!(await this.accounts.lock(userId))) return false;
    await this.accounts.update(userId, {});
    return true;
  }
}
