import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import { EmailChanged, EmailVerified, type EmailChangedFacts } from '../users.events';
import { EMAIL_PLACE } from './account-view';
import { AccountRepository, type Account } from './account.repository';
import { EmailIndexRepository } from './email-index.repository';
import { parseProfile } from './profile-fields.rule';

export interface HowToChange extends EmailChangedFacts {
  readonly verified?: boolean;
}

/** Changes the email address of an account and its verification. Runs in the caller's transaction. */
@Injectable()
export class EmailChanger {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly emails: EmailIndexRepository,
    private readonly vault: Vault,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  /** A new address is unverified unless specified; for an unchanged address the verification stays. */
  async change(userId: UserId, address: string, { how, verified }: HowToChange): Promise<void> {
    const { email } = parseProfile({ email: address });
    if (!email) return;
    const box = await this.vault.boxOf(userId);
    await this.transactions.run(async () => {
      const account = await this.require(userId);
      const before = (account.emailSealed && box.open(EMAIL_PLACE, account.emailSealed)) ?? null;
      if (before === email.address) return this.mark(account, verified ?? account.emailVerified, how === 'by_admin');
      await this.emails.remove(userId);
      await this.emails.add(userId, email.identity);
      const emailVerified = verified ?? false;
      const emailSealed = box.seal(EMAIL_PLACE, email.address);
      await this.accounts.update(account, { emailSealed, emailVerified, emailByAdmin: how === 'by_admin' });
      const changes = {
        email: { before, after: email.address },
        emailVerified: { before: account.emailVerified, after: emailVerified },
      };
      await this.events.publish(EmailChanged.of({ subject: userId, facts: { how }, changes }));
    });
  }

  /** Removes an unverified address from another account when its verified owner claims it. A verified address stays. */
  async takeFromUnverified(address: string, forUserId: UserId): Promise<void> {
    const { email } = parseProfile({ email: address });
    await this.transactions.run(async () => {
      const holderId = email && (await this.emails.find(email.identity));
      if (!holderId || holderId === forUserId) return;
      const holder = await this.require(holderId);
      // The holder may have got another address before the account was locked.
      if (holder.emailVerified || (await this.emails.find(email.identity)) !== holderId) return;
      await this.emails.remove(holderId);
      await this.accounts.update(holder, { emailSealed: null });
      const changes = { email: { before: email.address, after: null } };
      await this.events.publish(EmailChanged.of({ subject: holderId, facts: { how: 'given_up' }, changes }));
    });
  }

  async setVerified(userId: UserId, verified: boolean, by: 'owner' | 'admin' = 'owner'): Promise<void> {
    await this.transactions.run(async () => this.mark(await this.require(userId), verified, by === 'admin'));
  }

  private async mark(account: Account, verified: boolean, emailByAdmin: boolean): Promise<void> {
    const { id, emailVerified } = account;
    if (emailVerified === verified) return;
    await this.accounts.update(account, { emailVerified: verified, emailByAdmin });
    const changes = { emailVerified: { before: emailVerified, after: verified } };
    await this.events.publish(EmailVerified.of({ subject: id, facts: { verified }, changes }));
  }

  private async require(userId: UserId): Promise<Account> {
    const account = await this.accounts.lock(userId);
    if (!account) throw RequestProblems.not_found();
    return account;
  }
}
