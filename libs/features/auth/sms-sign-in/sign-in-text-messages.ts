import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AppName } from '@features/mail';
import { loginNameOf, UserReader, VerifiedPhones, type Contact, type LoginName } from '@features/users';
import { currentWork } from '@platform/context/work-context';
import { DeferredWork } from '@platform/one-time/deferred-work';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { Transactions } from '@platform/persistence/transactions';
import { mobileNumberOf } from '@platform/phone/mobile-number.rule';
import { CodeSender } from '@platform/sms/code-sender';
import type { CodeKind } from '@platform/sms/text-message.entity';
import { SmsProblems } from '@platform/sms/sms.errors';
import { TextMessages } from '@platform/sms/text-messages';
import { AuthConfig } from '../auth.config';
import { SmsFactor } from '../second-factor/sms/sms-factor';
import { LoginThrottle } from '../throttling/login-throttle';
import type { RequestSmsCodeDto } from './sms-sign-in.dto';
import { SIGN_IN_SMS, SIGN_IN_SMS_REQUESTS, SIGN_IN_SMS_REQUESTS_ELSEWHERE } from './sms-sign-in.one-time';

const JOB = 'auth.sign-in-text-message';

/** The number that the code was sent to, in E.164. */
export interface SignInNumber {
  readonly number: string;
}

interface MessageRequest {
  readonly name: LoginName;
  readonly network: string;
}

/** Only the newest code for a name is valid. */
export function holderOf({ kind, text }: LoginName): string {
  return `${kind} ${text}`;
}

/** Sends a sign-in code to the verified phone number of an account, if it exists and has one. */
@Injectable()
export class SignInTextMessages implements OnModuleInit {
  constructor(
    private readonly users: UserReader,
    private readonly phones: VerifiedPhones,
    private readonly factor: SmsFactor,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly throttle: LoginThrottle,
    private readonly messages: TextMessages,
    private readonly codes: CodeSender,
    private readonly app: AppName,
    private readonly deferredWork: DeferredWork,
    private readonly transactions: Transactions,
    private readonly config: AuthConfig,
  ) {}

  onModuleInit(): void {
    this.deferredWork.define<MessageRequest>(JOB, (request) => this.message(request));
  }

  /** A text that is no email address or username is accepted as well, like the name of an account that does not exist. */
  async request(login: RequestSmsCodeDto): Promise<void> {
    if (this.config.smsSignIn === 'off' || !this.messages.areOn) throw SmsProblems.off();
    const name = loginNameOf(login);
    const network = currentWork()?.origin?.network ?? 'local';
    if (name) await this.deferredWork.ask(JOB, { name, network } satisfies MessageRequest);
  }

  private async message({ name, network }: MessageRequest): Promise<void> {
    const holder = holderOf(name);
    const ownerId = await this.users.findNamed(name);
    const owner = ownerId === undefined ? undefined : await this.users.contactOf(ownerId);
    const isUnknownNetwork = ownerId === undefined || !(await this.throttle.isKnownNetwork(ownerId, network));
    await this.transactions.run(async () => {
      // Counted by the account, because an account can have two names.
      const counted = ownerId ?? holder;
      if (!(await this.oneTimeTokens.mayHaveAnother(SIGN_IN_SMS_REQUESTS, `${counted} ${network}`))) return;
      if (isUnknownNetwork && !(await this.oneTimeTokens.mayHaveAnother(SIGN_IN_SMS_REQUESTS_ELSEWHERE, counted)))
        return;
      const purpose = isUnknownNetwork ? 'sign-in-unknown' : 'sign-in';
      if (!owner || !(await this.send(owner, holder, purpose)))
        await this.oneTimeTokens.issueDecoy(SIGN_IN_SMS, holder);
    });
  }

  /** Returns false if the account cannot sign in with a text message. */
  private async send({ id: userId, state, language }: Contact, holder: string, purpose: CodeKind): Promise<boolean> {
    // Two codes on one phone are one factor.
    if (state !== 'active' || (await this.factor.isSetUp(userId))) return false;
    const number = (await this.phones.find(userId))?.number;
    const to = number === undefined ? undefined : mobileNumberOf(number);
    if (number === undefined || !to) return false;
    const payload: SignInNumber = { number };
    await this.codes.send({ kind: SIGN_IN_SMS, purpose, to, app: this.app.text, language, holder, userId, payload });
    return true;
  }
}
