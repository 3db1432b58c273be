import { Injectable } from '@nestjs/common';
import { PersonalReads } from '@platform/access/personal-reads';
import { userIdOf, type Caller } from '@platform/access/principal';
import { AccountView } from '../account/account-view';
import type { Account } from '../account/account.repository';
import { maskEmail } from '../account/mask-email.rule';
import { READ_PERSONAL } from '../users.permissions';
import type { AdminUserDto } from './admin-users.dto';

/** What staff and apps see of accounts: addresses whole only with `personal.read`, and then it is recorded. */
@Injectable()
export class AdminView {
  constructor(
    private readonly view: AccountView,
    private readonly reads: PersonalReads,
  ) {}

  async of(by: Caller, accounts: readonly Account[]): Promise<AdminUserDto[]> {
    const whole = await this.view.forAdmins(accounts);
    if (by.permissions.has(READ_PERSONAL)) {
      await this.reads.record(
        by,
        whole.filter(({ email }) => email !== null).map(({ id }) => id),
      );
      return whole;
    }
    return whole.map((user) =>
      user.email === null || user.id === userIdOf(by) ? user : { ...user, email: maskEmail(user.email) },
    );
  }
}
