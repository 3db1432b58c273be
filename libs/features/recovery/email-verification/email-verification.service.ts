import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OneTimeMailer } from '@features/mail';
import { AnonymousUpgraded } from '@features/auth';
import { EmailChanger, UserRegistered } from '@features/users';
import type { UserPrincipal } from '@platform/access/principal';
import { actingUserProven } from '@platform/context/work-context';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { Events } from '@platform/event-log/events';
import { refusedField } from '@platform/http/fields/refusals';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { DeferredWork } from '@platform/one-time/deferred-work';
import { Transactions } from '@platform/persistence/transactions';
import { givenAddress, presentedTokenOf } from '@platform/one-time/presented-token.rule';
import type { SessionId, UserId } from '@platform/ids/ids';
import { Owners, type Owner } from '../owner';
import { RecoveryFieldErrors } from '../recovery.errors';
import { VerifyEmailMail } from '../recovery.mails';
import { EMAIL_VERIFICATION } from '../recovery.one-time';
import type { ConfirmEmailVerificationDto } from './email-verification.dto';

const JOB = 'recovery.prove-email';

type MailRequest =
  { readonly address: string } | { readonly userId: UserId; readonly sessionId?: SessionId | undefined };

interface TokenPayload {
  readonly identity: string;
}

@Injectable()
export class EmailVerificationService implements OnModuleInit {
  constructor(
    private readonly owners: Owners,
    private readonly emails: EmailChanger,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly mailer: OneTimeMailer,
    private readonly deferredWork: DeferredWork,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.deferredWork.define<MailRequest>(JOB, (request) => this.mail(request));
    this.events.consume({
      name: 'recovery.prove-email',
      on: [UserRegistered, AnonymousUpgraded],
      from: 'start',
      handle: async (event) => {
        // Users who were created by an administrator or an import have not requested a mail.
        const hasAsked = event.type === AnonymousUpgraded.type || event.facts.by === 'user';
        if (hasAsked && event.subject !== null) await this.mail({ userId: event.subject });
      },
    });
  }

  async request(user: UserPrincipal | undefined, email: string | undefined): Promise<void> {
    if (email !== undefined)
      return this.deferredWork.ask(JOB, { address: givenAddress(email).address } satisfies MailRequest);
    if (!user) throw refusedField('/email', RecoveryFieldErrors.email_or_sign_in);
    return this.deferredWork.ask(JOB, { userId: user.userId, sessionId: user.sessionId } satisfies MailRequest);
  }

  async confirm(body: ConfirmEmailVerificationDto, user: UserPrincipal | undefined): Promise<void> {
    const ownIdentity = user && (await this.owners.byId(user.userId))?.email.identity;
    const found = await this.oneTimeTokens.find<TokenPayload>(EMAIL_VERIFICATION, presentedTokenOf(body, ownIdentity));
    if (!found?.userId) throw OneTimeProblems.not_valid();
    const { userId, payload } = found;
    actingUserProven(userId);
    await this.transactions.run(async () => {
      if (!(await this.oneTimeTokens.use(found))) throw OneTimeProblems.not_valid();
      // Checked after the token has been consumed, because later changes of the address invalidate it.
      if ((await this.owners.byId(userId))?.email.identity !== payload.identity) throw OneTimeProblems.not_valid();
      await this.emails.setVerified(userId, true);
    });
  }

  private async mail(request: MailRequest): Promise<void> {
    const owner =
      'userId' in request ? await this.owners.byId(request.userId) : await this.owners.ofAddress(request.address);
    await this.transactions.run(async () => {
      const sessionId = 'userId' in request ? request.sessionId : undefined;
      if (owner && !owner.account.emailVerified) await this.mailTo(owner, sessionId);
      else if ('address' in request)
        await this.oneTimeTokens.issueDecoy(EMAIL_VERIFICATION, givenAddress(request.address).identity);
    });
  }

  private async mailTo({ account, email }: Owner, sessionId: SessionId | undefined): Promise<void> {
    await this.mailer.send({
      kind: EMAIL_VERIFICATION,
      mail: VerifyEmailMail,
      page: '/verify-email',
      to: email,
      language: account.language,
      holder: email.identity,
      userId: account.id,
      sessionId,
      payload: { identity: email.identity } satisfies TokenPayload,
    });
  }
}
