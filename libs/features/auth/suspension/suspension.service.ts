import { Injectable } from '@nestjs/common';
import { AccountStates } from '@features/users';
import type { Caller } from '@platform/access/principal';
import { Transactions } from '@platform/persistence/transactions';
import { refuseBeyond } from '../roles/beyond-rights';
import { LastAdministrator } from '../roles/last-administrator';
import { RoleBook } from '../roles/role-book';
import { RoleHolders } from '../roles/role-holders.repository';
import { SessionEnder } from '../sessions/session-ender';

@Injectable()
export class SuspensionService {
  constructor(
    private readonly accounts: AccountStates,
    private readonly sessions: SessionEnder,
    private readonly lastAdministrator: LastAdministrator,
    private readonly holders: RoleHolders,
    private readonly book: RoleBook,
    private readonly transactions: Transactions,
  ) {}

  async suspend(by: Caller, userId: string, reason: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.lastAdministrator.holdTheCount();
      await this.refuseMoreRights(by, userId);
      await this.lastAdministrator.refuse(userId);
      await this.accounts.set(userId, 'suspended', reason);
      await this.sessions.all(userId, 'suspended');
    });
    await this.sessions.everywhere();
  }

  async takeUpAgain(by: Caller, userId: string): Promise<void> {
    await this.transactions.run(async () => {
      await this.lastAdministrator.holdTheCount();
      await this.refuseMoreRights(by, userId);
      await this.accounts.set(userId, 'active');
    });
  }

  private async refuseMoreRights(by: Caller, userId: string): Promise<void> {
    refuseBeyond(by, this.book.permissionsOf(await this.holders.rolesOf(userId)));
  }
}
