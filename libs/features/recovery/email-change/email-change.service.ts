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

interface MailRequest {
  readonly userId: UserId;
  readonly sessionId: SessionId;
  readonly address: string;
}

interface TokenPayload {
  /** The new address. */
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
    this.deferredWork.define<MailRequest>(JOB, (request) => this.mail(request));
  }

  async request({ userId, sessionId }: SessionPrincipal, email: string): Promise<void> {
    await this.deferredWork.ask(JOB, { userId, sessionId, address: givenAddress(email).address } satisfies MailRequest);
  }

  async confirm(body: ConfirmNewEmailDto, signedInAs: string | undefined): Promise<void> {
    // A code can only be looked up by the account that requested it, so the user must be signed in.
    if (body.code !== undefined && signedInAs === undefined) throw AccessProblems.not_signed_in();
    const found = await this.oneTimeTokens.find<TokenPayload>(NEW_EMAIL, presentedTokenOf(body, signedInAs));
    if (!found?.userId) throw OneTimeProblems.not_valid();
    const { userId, payload } = found;
    actingUserProven(userId);
    await this.transactions.run(async () => {
      if (!(await this.oneTimeTokens.use(found))) throw OneTimeProblems.not_valid();
      if (!(await this.owners.accountOf(userId))) throw OneTimeProblems.not_valid();
      await this.emails.change(userId, payload.address, { how: 'changed', verified: true });
    });
  }

  private async mail({ userId, sessionId, address }: MailRequest): Promise<void> {
    const [requester, holder] = await Promise.all([this.owners.accountOf(userId), this.owners.ofAddress(address)]);
    if (!requester) return;
    await this.transactions.run(async () => {
      // The lock orders this after a concurrent end of the session, which would otherwise not invalidate the issued
      // token.
      await this.accounts.lockForCredentialChange(userId);
      if (!(await this.sessions.has(sessionId))) return;
      if (holder && holder.account.id !== userId) await this.notifyOwner(holder);
      else await this.mailTo(requester, sessionId, givenAddress(address));
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
      // Only the newest request of an account is valid, whatever address it was for.
      holder: account.id,
      userId: account.id,
      sessionId,
      payload: { address: to.address } satisfies TokenPayload,
    });
  }

  private async notifyOwner({ account, email }: Owner): Promise<void> {
    if (!(await this.oneTimeTokens.mayHaveAnother(OWNER_NOTIFICATIONS, email.identity))) return;
    const { id: userId, language } = account;
    await this.mailer.send({ mail: AddressInUseMail, to: email, language, userId, values: {} });
  }
}
