import { Injectable } from '@nestjs/common';
import { PasswordSetter, VerifiedOwner } from '@features/auth';
import { EmailChanger } from '@features/users';
import { actingUserProven, systemWork, withWork } from '@platform/context/work-context';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { newId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Owners } from '../owner';
import { PasswordResetService } from '../password-reset/password-reset.service';
import { PREVIOUS_EMAIL } from '../recovery.one-time';
import type { FormerEmail } from './former-address';

/**
 * Restores the previous address. The attacker had access to the account, so all credentials are removed, except a
 * second factor that was set up long before.
 */
@Injectable()
export class UndoService {
  constructor(
    private readonly owners: Owners,
    private readonly emails: EmailChanger,
    private readonly setter: PasswordSetter,
    private readonly verifiedOwner: VerifiedOwner,
    private readonly passwords: PasswordResetService,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly transactions: Transactions,
  ) {}

  async undo(token: string): Promise<void> {
    const found = await this.oneTimeTokens.find<FormerEmail>(PREVIOUS_EMAIL, { token });
    if (!found?.userId) throw OneTimeProblems.not_valid();
    const { userId, payload } = found;
    actingUserProven(userId);
    await this.transactions.run(async () => {
      if (!(await this.oneTimeTokens.use(found))) throw OneTimeProblems.not_valid();
      // Links for addresses that the attacker set later must not undo this change. Earlier links stay valid.
      await this.oneTimeTokens.voidLaterThan(found);
      // Another person may have registered the address in the meantime without verifying it.
      await this.asSystem(() => this.emails.takeFromUnverified(payload.address, userId));
      await this.emails.change(userId, payload.address, { how: 'undone', verified: true });
      await this.verifiedOwner.reclaim(userId, new Date(payload.changedAt ?? 0));
      const owner = await this.owners.byId(userId);
      // A suspended account gets its address back but stays suspended, so no link is mailed.
      if (owner) await this.passwords.mailTo(owner, { anyway: true });
    });
    await this.setter.untilAllNodesKnow();
  }

  /** Changes to the other account are attributed to the system, not to the user who undoes the change. */
  private asSystem<T>(work: () => Promise<T>): Promise<T> {
    return withWork(systemWork('recovery.undo', newId()), work);
  }
}
