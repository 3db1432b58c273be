import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { EmailAddress } from '@platform/email/email-address.rule';
import { Events } from '@platform/event-log/events';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import type { MailPurpose } from '../define-mail';
import { AddressSuppressed, SuppressionLifted } from './suppression.events';
import type { SuppressionId } from './suppression-id';
import type { SuppressionReason } from './suppression-reason';
import { SuppressionRepository, type Suppression } from './suppression.repository';
import { SuppressionSeal } from './suppression-seal';
import { isStricter, suppresses } from './suppresses.rule';

export interface Suppressing {
  readonly reason: SuppressionReason;
  readonly provider: string;
  /** Contains no address. */
  readonly diagnostic: string | null;
}

/** The addresses to which emails are not sent. */
@Injectable()
export class Suppressions {
  constructor(
    private readonly suppressions: SuppressionRepository,
    private readonly seal: SuppressionSeal,
    private readonly users: UserReader,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async of(identity: string): Promise<Suppression | undefined> {
    const [first, ...others] = await this.suppressions.ofAddress(identity);
    return others.find(({ reason }) => first && isStricter(reason, first.reason)) ?? first;
  }

  async block(identity: string, purpose: MailPurpose): Promise<boolean> {
    return (await this.suppressions.ofAddress(identity)).some(({ reason }) => suppresses(reason, purpose));
  }

  /** Must run in a transaction. Has no effect on an address that is suppressed for the same or a stricter reason. */
  async suppress({ address, identity }: EmailAddress, how: Suppressing): Promise<void> {
    const userId = await this.lockedOwnerOf(address);
    const existing = await this.of(identity);
    const isChanged = existing
      ? isStricter(how.reason, existing.reason) && (await this.suppressions.changeReason(existing, how))
      : await this.add(identity, userId, how);
    if (!isChanged) return;
    const facts = { reason: how.reason, provider: how.provider };
    await this.events.publish(AddressSuppressed.of({ subject: userId, facts }));
  }

  /** Returns false if no such suppression exists any more. */
  async lift(id: SuppressionId): Promise<boolean> {
    return this.transactions.run(async () => {
      const suppression = await this.suppressions.find(id);
      if (!suppression || !(await this.suppressions.remove(id))) return false;
      const { userId, reason } = suppression;
      await this.events.publish(SuppressionLifted.of({ subject: userId, facts: { reason } }));
      return true;
    });
  }

  private async add(identity: string, userId: UserId | null, how: Suppressing): Promise<boolean> {
    const id = newId<SuppressionId>();
    const addressSealed = await this.seal.seal({ id, userId }, identity);
    return this.suppressions.add({ id, userId, identity, addressSealed, ...how });
  }

  /** An account that is being erased must not get a row afterwards. */
  private async lockedOwnerOf(email: string): Promise<UserId | null> {
    const userId = await this.users.findId({ email });
    if (userId === undefined || !(await this.users.lock(userId))) return null;
    return (await this.seal.canSealFor(userId)) ? userId : null;
  }
}
