import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OneTimeMailer } from '@features/mail';
import { UserReader, type Contact } from '@features/users';
import { currentWork } from '@platform/context/work-context';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { givenAddress } from '@platform/one-time/presented-token.rule';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { DeferredWork } from '@platform/one-time/deferred-work';
import { Transactions } from '@platform/persistence/transactions';
import { AuthConfig } from '../auth.config';
import { LoginThrottle } from '../throttling/login-throttle';
import { EMAIL_METHODS, type EmailMethod } from './email-methods';
import { SIGN_IN_REQUESTS, SIGN_IN_REQUESTS_ELSEWHERE } from './email-sign-in.one-time';

const JOB = 'auth.sign-in-mail';

/** The address that the link or code was sent to. */
export interface SignInRecipient {
  readonly address: string;
  readonly language: string;
}

interface MailRequest extends SignInRecipient {
  readonly method: EmailMethod;
  readonly network: string;
}

/** Mails a sign-in link or code to an address, whether or not it has an account. */
@Injectable()
export class SignInMails implements OnModuleInit {
  constructor(
    private readonly users: UserReader,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly throttle: LoginThrottle,
    private readonly mailer: OneTimeMailer,
    private readonly deferredWork: DeferredWork,
    private readonly transactions: Transactions,
    private readonly config: AuthConfig,
  ) {}

  onModuleInit(): void {
    this.deferredWork.define<MailRequest>(JOB, (request) => this.mail(request));
  }

  async request(method: EmailMethod, email: string): Promise<void> {
    const work = currentWork();
    const { address } = givenAddress(email);
    const [language, network] = [work?.language ?? 'en', work?.origin?.network ?? 'local'];
    await this.deferredWork.ask(JOB, { method, address, language, network } satisfies MailRequest);
  }

  private async mail({ method, address, language, network }: MailRequest): Promise<void> {
    const recipient = givenAddress(address);
    const ownerId = await this.users.findId({ email: address });
    const owner = ownerId === undefined ? undefined : await this.users.contactOf(ownerId);
    const isUnknownNetwork = ownerId === undefined || !(await this.throttle.isKnownNetwork(ownerId, network));
    await this.transactions.run(async () => {
      if (!(await this.oneTimeTokens.mayHaveAnother(SIGN_IN_REQUESTS, `${method} ${recipient.identity} ${network}`)))
        return;
      if (
        isUnknownNetwork &&
        !(await this.oneTimeTokens.mayHaveAnother(SIGN_IN_REQUESTS_ELSEWHERE, `${method} ${recipient.identity}`))
      )
        return;
      if (this.isRequestVoid(owner))
        await this.oneTimeTokens.issueDecoy(EMAIL_METHODS[method].kind, recipient.identity);
      else await this.send(method, recipient, owner, language);
    });
  }

  /** Whether no user can sign in: the account is suspended, or there is none and registration is closed. */
  private isRequestVoid(owner: Contact | undefined): boolean {
    return owner ? owner.state !== 'active' : this.config.registration === 'closed';
  }

  private async send(
    method: EmailMethod,
    recipient: EmailAddress,
    owner: Contact | undefined,
    language: string,
  ): Promise<void> {
    await this.mailer.send({
      ...EMAIL_METHODS[method],
      page: '/sign-in',
      // Uses the stored spelling of the address, not the one in the request.
      to: parseEmail(owner?.email) ?? recipient,
      language: owner?.language ?? language,
      holder: recipient.identity,
      userId: owner?.id ?? null,
      payload: { address: recipient.address, language } satisfies SignInRecipient,
    });
  }
}
