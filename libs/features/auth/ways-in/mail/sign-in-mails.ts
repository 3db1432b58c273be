import { Injectable, type OnModuleInit } from '@nestjs/common';
import { OneTimeMailer } from '@features/communications';
import { UserReader, type MeDto } from '@features/users';
import { currentWork } from '@platform/context/work-context';
import { parseEmail, type EmailAddress } from '@platform/email/email-address.rule';
import { givenAddress } from '@platform/one-time/given-proof.rule';
import { OneTimeSecrets } from '@platform/one-time/one-time-secrets';
import { QuietWork } from '@platform/one-time/quiet-work';
import { Transactions } from '@platform/persistence/transactions';
import { AuthConfig } from '../../auth.config';
import { GuessBrake } from '../../brake/guess-brake';
import { MAIL_KINDS, type MailWay } from './mail-kinds';
import { SIGN_IN_ASKED, SIGN_IN_BY_STRANGERS } from './mail-way.one-time';

const JOB = 'auth.sign-in-mail';

/** The address that the link or code was sent to. */
export interface MailedTo {
  readonly address: string;
  readonly language: string;
}

interface Asked extends MailedTo {
  readonly way: MailWay;
  readonly network: string;
}

/** Mails a sign-in link or code to an address, whether or not it has an account. */
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

  async ask(way: MailWay, given: string): Promise<void> {
    const work = currentWork();
    const { address } = givenAddress(given);
    const [language, network] = [work?.language ?? 'en', work?.origin?.network ?? 'local'];
    await this.quietly.ask(JOB, { way, address, language, network } satisfies Asked);
  }

  private async mail({ way, address, language, network }: Asked): Promise<void> {
    const asked = givenAddress(address);
    const ownerId = await this.users.findId({ email: address });
    const owner = ownerId === undefined ? undefined : (await this.users.me(ownerId, []))?.body;
    const isStranger = ownerId === undefined || !(await this.brake.knows(ownerId, network));
    await this.transactions.run(async () => {
      if (!(await this.secrets.mayHaveAnother(SIGN_IN_ASKED, `${way} ${asked.identity} ${network}`))) return;
      if (isStranger && !(await this.secrets.mayHaveAnother(SIGN_IN_BY_STRANGERS, `${way} ${asked.identity}`))) return;
      if (this.isForNobody(owner)) await this.secrets.issueDecoy(MAIL_KINDS[way].kind, asked.identity);
      else await this.send(way, asked, owner, language);
    });
  }

  /** Whether no user can sign in: the account is suspended, or there is none and registration is closed. */
  private isForNobody(owner: MeDto | undefined): boolean {
    return owner ? owner.state !== 'active' : this.config.registration === 'closed';
  }

  private async send(way: MailWay, asked: EmailAddress, owner: MeDto | undefined, language: string): Promise<void> {
    await this.mailer.send({
      ...MAIL_KINDS[way],
      page: '/sign-in',
      // Uses the stored spelling of the address, not the one in the request.
      to: parseEmail(owner?.email) ?? asked,
      language: owner?.locale ?? language,
      holder: asked.identity,
      userId: owner?.id ?? null,
      payload: { address: asked.address, language } satisfies MailedTo,
    });
  }
}
