import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Mailer, OneTimeMailer } from '@features/mail';
import { UserReader, UserRegistrar, type NewUser } from '@features/users';
import { currentWork } from '@platform/context/work-context';
import { parseEmail } from '@platform/email/email-address.rule';
import { givenAddress } from '@platform/one-time/presented-token.rule';
import type { OneTimeKind } from '@platform/one-time/one-time-kind';
import { OneTimeTokens, type Found, type PresentedToken } from '@platform/one-time/one-time-tokens';
import { DeferredWork } from '@platform/one-time/deferred-work';
import { Transactions } from '@platform/persistence/transactions';
import type { SessionId, UserId } from '@platform/ids/ids';
import { AuthProblems } from '../auth.errors';
import { AlreadyRegisteredMail, CreateAccountMail, FinishRegistrationMail } from './registration.mails';
import {
  ANONYMOUS_UPGRADE,
  REQUESTS_FROM_ANYWHERE,
  REQUESTS_FROM_NETWORK,
  REGISTRATION,
} from './registration.one-time';
import { LoginThrottle, type Attempt } from '../throttling/login-throttle';
import { PasswordHasher, type StoredHash } from '../password/password-hasher';
import { registrationHolder } from './registration-holder.rule';
import type { AcceptedTextDto } from '../sign-in/accepted-text.dto';

const JOB = 'auth.registration';

const NEW_ACCOUNT = { kind: REGISTRATION, page: '/finish-registration', mail: FinishRegistrationMail } as const;
/** For a registration without a password: the user chooses it with the link. */
const WITHOUT_PASSWORD = { kind: REGISTRATION, page: '/create-account', mail: CreateAccountMail } as const;
const UPGRADE = { kind: ANONYMOUS_UPGRADE, page: '/finish-upgrade', mail: FinishRegistrationMail } as const;

/** A registration whose email address is not verified yet. */
export interface PendingRegistration {
  readonly user: NewUser & { readonly email: string };
  /** Null if the user chooses the password with the link. */
  readonly hash: StoredHash | null;
  /** The texts that the user accepted with the request. */
  readonly consents?: readonly AcceptedTextDto[] | undefined;
}

interface RegistrationRequest extends PendingRegistration {
  /** The anonymous account to upgrade. */
  readonly upgrades?: UserId;
  /** The session that requested the upgrade. */
  readonly sessionId?: SessionId;
}

interface MailRequest extends RegistrationRequest {
  readonly language: string;
  readonly holder: string;
  readonly network: string;
}

/** Pending registrations. They are stored sealed with the mailed link until it expires. */
@Injectable()
export class PendingRegistrations implements OnModuleInit {
  constructor(
    private readonly registrar: UserRegistrar,
    private readonly users: UserReader,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly throttle: LoginThrottle,
    private readonly hasher: PasswordHasher,
    private readonly oneTimeMailer: OneTimeMailer,
    private readonly mailer: Mailer,
    private readonly deferredWork: DeferredWork,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.deferredWork.define<MailRequest>(JOB, (request) => this.mail(request));
  }

  /** Public facts, such as a taken username, are rejected at once. Nothing is revealed about the email address. */
  async request({
    user,
    hash,
    consents,
    password,
    upgrades,
    sessionId,
  }: RegistrationRequest & { readonly password?: string }): Promise<void> {
    await this.registrar.refuseTakenUsername(user);
    const work = currentWork();
    const language = user.locale ?? work?.language ?? 'en';
    const holder = upgrades ?? registrationHolder(givenAddress(user.email).identity, password);
    const network = work?.origin?.network ?? 'local';
    await this.deferredWork.ask(JOB, {
      user,
      hash,
      consents,
      upgrades,
      sessionId,
      language,
      holder,
      network,
    } satisfies MailRequest);
  }

  async find(kind: OneTimeKind, proof: PresentedToken): Promise<Found<PendingRegistration> | undefined> {
    return this.oneTimeTokens.find<PendingRegistration>(kind, proof);
  }

  /** The attempt at the code does not count. */
  async returnTry(found: Found<PendingRegistration>): Promise<void> {
    await this.oneTimeTokens.returnTry(found);
  }

  /** The recipient of the mail must also know the password; guesses are throttled per registration. */
  async provePassword({ secret }: Found<PendingRegistration>, hash: StoredHash, password: string): Promise<Attempt> {
    const attempt = await this.throttle.attempt({ kind: 'registration', id: secret.id });
    const isRight = await attempt.during(() => this.hasher.matches(password, hash));
    if (!(await attempt.evaluate(isRight))) throw AuthProblems.wrong_credentials();
    return attempt;
  }

  /** Must run in the transaction that creates the account. Returns true for exactly one caller. */
  async use(found: Found<PendingRegistration>): Promise<boolean> {
    return this.oneTimeTokens.use(found);
  }

  private async mail({
    user,
    hash,
    consents,
    upgrades,
    sessionId,
    language,
    holder,
    network,
  }: MailRequest): Promise<void> {
    const to = givenAddress(user.email);
    const ownerId = await this.users.findId({ email: to.address });
    const mailKind = upgrades === undefined ? (hash === null ? WITHOUT_PASSWORD : NEW_ACCOUNT) : UPGRADE;
    await this.transactions.run(async () => {
      const { identity } = to;
      if (!(await this.oneTimeTokens.mayHaveAnother(REQUESTS_FROM_NETWORK, `${identity} ${network}`))) return;
      if (!(await this.oneTimeTokens.mayHaveAnother(REQUESTS_FROM_ANYWHERE, identity))) return;
      if (ownerId !== undefined && ownerId !== upgrades) return this.notifyOwner(ownerId, mailKind.kind, holder);
      await this.oneTimeMailer.send({
        ...mailKind,
        to,
        language,
        holder,
        userId: upgrades ?? null,
        sessionId,
        payload: { user, hash, consents } satisfies PendingRegistration,
      });
    });
  }

  /** Also issues a decoy code, so that trying codes does not reveal that the address is taken. */
  private async notifyOwner(ownerId: UserId, kind: OneTimeKind, holder: string): Promise<void> {
    const owner = await this.users.contactOf(ownerId);
    // Uses the stored spelling of the address, not the one in the request.
    const to = parseEmail(owner?.email);
    if (!owner || !to || !(await this.oneTimeTokens.issueDecoy(kind, holder))) return;
    const language = owner.language;
    await this.mailer.send({ mail: AlreadyRegisteredMail, to, language, userId: ownerId, values: {} });
  }
}
