import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OneTimeMailer } from '@features/communications';
import { UserReader, type MeDto } from '@features/users';
import { currentWork } from '@platform/context/work-context';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { givenAddress } from '@platform/one-time/given-proof.rule';
import type { OneTimeKind } from '@platform/one-time/one-time-kind';
import { OneTimeSecrets } from '@platform/one-time/one-time-secrets';
import { QuietWork } from '@platform/one-time/quiet-work';
import { Transactions } from '@platform/persistence/transactions';
import { AuthConfig } from '../../auth.config';
import { GuessBrake } from '../../brake/guess-brake';
import { SignInCodeMail, SignInLinkMail } from './mail-way.mails';
import { SIGN_IN_ASKED, SIGN_IN_BY_STRANGERS, SIGN_IN_CODE, SIGN_IN_LINK } from './mail-way.one-time';

const JOB = 'auth.sign-in-mail';

/** What the link or code is bound to: the address it went to, whoever has it. */
export interface MailedTo {
  readonly address: string;
  readonly language: string;
}

interface Asked extends MailedTo {
  readonly what: 'link' | 'code';
  readonly network: string;
}

/** Mails the link or the code to sign in with, to whoever has the address, be there an account or not. */
@Injectable()
export class SignInMails implements OnModuleInit {
  constructor(
    private readonly users: UserReader,
    private readonly secrets: OneTimeSecrets,
    private readonly brake: GuessBrake,
    private readonly mailer: OneTimeMailer,
    private readonly quietly: QuietWork,
    private readonly transactions: Transactions,
    private readonly config: AuthConfig,
  ) {}

  onModuleInit(): void {
    this.quietly.define<Asked>(JOB, (asked) => this.mail(asked));
  }

  async ask(kind: OneTimeKind, given: string): Promise<void> {
    const work = currentWork();
    const what = kind === SIGN_IN_LINK ? 'link' : 'code';
    const { address } = givenAddress(given);
    const [language, network] = [work?.language ?? 'en', work?.origin?.network ?? 'local'];
    await this.quietly.ask(JOB, { what, address, language, network } satisfies Asked);
  }

  private async mail({ what, address, language, network }: Asked): Promise<void> {
    const kind = what === 'link' ? SIGN_IN_LINK : SIGN_IN_CODE;
    const asked = givenAddress(address);
    const ownerId = await this.users.findId({ email: address });
    const owner = ownerId === undefined ? undefined : (await this.users.me(ownerId, []))?.body;
    const isStranger = ownerId === undefined || !(await this.brake.knows(ownerId, network));
    await this.transactions.run(async () => {
      if (!(await this.secrets.mayHaveAnother(SIGN_IN_ASKED, `${what} ${asked.identity} ${network}`))) return;
      if (isStranger && !(await this.secrets.mayHaveAnother(SIGN_IN_BY_STRANGERS, `${what} ${asked.identity}`))) return;
      if (this.isForNobody(owner)) await this.secrets.issueDecoy(kind, asked.identity);
      else await this.send(kind, asked, owner, language);
    });
  }

  /** A suspended account is not let in, and where nobody may register nobody new is. */
  private isForNobody(owner: MeDto | undefined): boolean {
    return owner ? owner.state !== 'active' : this.config.registration === 'closed';
  }

  private async send(
    kind: OneTimeKind,
    asked: EmailAddress,
    owner: MeDto | undefined,
    language: string,
  ): Promise<void> {
    await this.mailer.send({
      kind,
      mail: kind === SIGN_IN_LINK ? SignInLinkMail : SignInCodeMail,
      page: '/sign-in',
      // To the address as its owner wrote it, not as somebody else did.
      to: parseEmail(owner?.email) ?? asked,
      language: owner?.locale ?? language,
      holder: asked.identity,
      userId: owner?.id ?? null,
      payload: { address: asked.address, language } satisfies MailedTo,
    });
  }
}
