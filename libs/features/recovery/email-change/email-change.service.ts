import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ActiveSessions } from '@features/auth';
import { Mailer, OneTimeMailer } from '@features/mail';
import { AccountStates, EmailChanger, type Contact } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import type { EmailAddress } from '@platform/email/email-address.rule';
import type { SessionPrincipal } from '@platform/access/principal';
import { AccessProblems } from '@platform/errors/platform.errors';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { DeferredWork } from '@platform/one-time/deferred-work';
import { Transactions } from '@platform/persistence/transactions';
import { givenAddress, presentedTokenOf } from '@platform/one-time/presented-token.rule';
import type { SessionId, UserId } from '@platform/ids/ids';
import { Owners, type Owner } from '../owner';
import { AddressInUseMail, ConfirmNewEmailMail } from '../recovery.mails';
import { ADDRESS_REQUESTS, NEW_EMAIL, OWNER_NOTIFICATIONS } from '../recovery.one-time';
import type { ConfirmNewEmailDto } from './email-change.dto';

const JOB = 'recovery.change-email';

interface Asked {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly address: string;
}

interface Bound {
  /** What is to become the account's address. */
  readonly address: string;
}

@Injectable()
export class EmailChangeService implements OnModuleInit {
  constructor(
    private readonly owners: Owners,
    private readonly accounts: AccountStates,
    private readonly sessions: ActiveSessions,
    private readonly emails: EmailChanger,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly oneTimeMailer: OneTimeMailer,
    private readonly mailer: Mailer,
    private readonly deferredWork: DeferredWork,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.deferredWork.define<Asked>(JOB, (asked) => this.mail(asked));
  }

  async ask({ userId, sessionId }: SessionPrincipal, given: string): Promise<void> {
    await this.deferredWork.ask(JOB, { userId, sessionId, address: givenAddress(given).address } satisfies Asked);
  }

  async confirm(given: ConfirmNewEmailDto, signedInAs: string | undefined): Promise<void> {
    // A code is looked up by the account that asked for it, and there is nothing else to name that with.
    if (given.code !== undefined && signedInAs === undefined) throw AccessProblems.not_signed_in();
    const found = await this.oneTimeTokens.find<Bound>(NEW_EMAIL, presentedTokenOf(given, signedInAs));
    if (!found?.userId) throw OneTimeProblems.not_valid();
    const { userId, payload } = found;
    actingUserProven(userId);
    await this.transactions.run(async () => {
      if (!(await this.oneTimeTokens.use(found))) throw OneTimeProblems.not_valid();
      if (!(await this.owners.accountOf(userId))) throw OneTimeProblems.not_valid();
      await this.emails.change(userId, payload.address, { how: 'changed', verified: true });
    });
  }

  private async mail({ userId, sessionId, address }: Asked): Promise<void> {
    const [asker, present] = await Promise.all([this.owners.accountOf(userId), this.owners.ofAddress(address)]);
    if (!asker) return;
    await this.transactions.run(async () => {
      // The lock orders this after a concurrent end of the session, which would otherwise not invalidate the issued
      // token.
      await this.accounts.lockForCredentialChange(userId);
      if (!(await this.sessions.has(sessionId))) return;
      if (present && present.account.id !== userId) await this.notifyOwner(present);
      else await this.mailTo(asker, sessionId, givenAddress(address));
    });
  }

  private async mailTo(account: Contact, sessionId: SessionId, to: EmailAddress): Promise<void> {
    // The account already has this address, and it is verified.
    if (account.emailVerified && to.address === account.email) return;
    if (!(await this.oneTimeTokens.mayHaveAnother(ADDRESS_REQUESTS, to.identity))) return;
    await this.oneTimeMailer.send({
      kind: NEW_EMAIL,
      mail: ConfirmNewEmailMail,
      page: '/confirm-email',
      to,
      language: account.language,
      // Of one account only the newest wish counts, whatever address it was for.
      holder: account.id,
      userId: account.id,
      sessionId,
      payload: { address: to.address } satisfies Bound,
    });
  }

  private async notifyOwner({ account, email }: Owner): Promise<void> {
    if (!(await this.oneTimeTokens.mayHaveAnother(OWNER_NOTIFICATIONS, email.identity))) return;
    const { id: userId, language } = account;
    await this.mailer.send({ mail: AddressInUseMail, to: email, language, userId, values: {} });
  }
}
