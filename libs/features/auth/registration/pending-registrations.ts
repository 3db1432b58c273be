import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Mailer, OneTimeMailer } from '@features/communications';
import { UserReader, UserRegistrar, type NewUser } from '@features/users';
import { currentWork } from '@platform/context/work-context';
import { parseEmail } from '@platform/email/email-address.rule';
import { OneTimeSecrets, type Found, type OneTimeProof } from '@platform/one-time/one-time-secrets';
import { QuietWork } from '@platform/one-time/quiet-work';
import { Transactions } from '@platform/persistence/transactions';
import { AlreadyRegisteredMail, FinishRegistrationMail } from '../auth.mails';
import { REGISTRATION } from '../auth.one-time';
import type { StoredHash } from '../password/password-hasher';

const JOB = 'auth.registration';

/** Somebody who wants an account, and has not proven the address yet. */
export interface PendingRegistration {
  readonly user: NewUser;
  readonly hash: StoredHash;
}

interface Asked extends PendingRegistration {
  readonly language: string;
}

/** Accounts that are asked for and not there yet: kept sealed with the link that was mailed, and for as long as it is good. */
@Injectable()
export class PendingRegistrations implements OnModuleInit {
  constructor(
    private readonly registrar: UserRegistrar,
    private readonly users: UserReader,
    private readonly secrets: OneTimeSecrets,
    private readonly oneTimeMailer: OneTimeMailer,
    private readonly mailer: Mailer,
    private readonly quietly: QuietWork,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.quietly.define<Asked>(JOB, (asked) => this.mail(asked));
  }

  /** What everybody may know is refused at once, as a username that is taken; of the address nothing is said. */
  async ask({ user, hash }: PendingRegistration): Promise<void> {
    await this.registrar.refuseTakenUsername(user);
    const language = user.locale ?? currentWork()?.language ?? 'en';
    await this.quietly.ask(JOB, { user, hash, language } satisfies Asked);
  }

  async find(proof: OneTimeProof): Promise<Found<PendingRegistration> | undefined> {
    return this.secrets.find<PendingRegistration>(REGISTRATION, proof);
  }

  /** In the transaction that creates the account. True for exactly one caller. */
  async use(found: Found<PendingRegistration>): Promise<boolean> {
    return this.secrets.use(found);
  }

  private async mail({ user, hash, language }: Asked): Promise<void> {
    const to = parseEmail(user.email);
    if (!to) return;
    const ownerId = await this.users.findId({ email: to.address });
    await this.transactions.run(async () => {
      if (ownerId !== undefined) return this.tellOwner(ownerId);
      await this.oneTimeMailer.send({
        kind: REGISTRATION,
        mail: FinishRegistrationMail,
        page: '/finish-registration',
        to,
        language,
        holder: to.identity,
        userId: null,
        payload: { user, hash } satisfies PendingRegistration,
      });
    });
  }

  /** A decoy besides, so that trying codes tells nobody what the mail told its owner. */
  private async tellOwner(ownerId: string): Promise<void> {
    const owner = (await this.users.me(ownerId, []))?.body;
    // To the address as its owner wrote it, not as somebody else did.
    const to = parseEmail(owner?.email);
    if (!owner || !to || !(await this.secrets.issueDecoy(REGISTRATION, to.identity))) return;
    const language = owner.locale;
    await this.mailer.send({ mail: AlreadyRegisteredMail, to, language, userId: ownerId, values: {} });
  }
}
