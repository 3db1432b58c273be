import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PasswordSetter, VerifiedOwner } from '@features/auth';
import { OneTimeMailer } from '@features/mail';
import { UserReader } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { DeferredWork } from '@platform/one-time/deferred-work';
import { Transactions } from '@platform/persistence/transactions';
import { givenAddress, presentedTokenOf } from '@platform/one-time/presented-token.rule';
import { Owners, type Owner } from '../owner';
import { PasswordResetMail } from '../recovery.mails';
import { NEW_PASSWORD } from '../recovery.one-time';
import { ConfirmPasswordResetDto } from './password-reset.dto';

const JOB = 'recovery.new-password';

/** The account and the address that the link or code was sent to. */
interface TokenPayload {
  readonly identity: string;
}

@Injectable()
export class PasswordResetService implements OnModuleInit {
  constructor(
    private readonly owners: Owners,
    private readonly users: UserReader,
    private readonly setter: PasswordSetter,
    private readonly verifiedOwner: VerifiedOwner,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly mailer: OneTimeMailer,
    private readonly deferredWork: DeferredWork,
    private readonly transactions: Transactions,
  ) {
    setter.applyPolicyTo(ConfirmPasswordResetDto, 'newPassword');
  }

  onModuleInit(): void {
    this.deferredWork.define<{ address: string }>(JOB, ({ address }) => this.mail(address));
  }

  async request(email: string): Promise<void> {
    await this.deferredWork.ask(JOB, { address: givenAddress(email).address });
  }

  async confirm({ newPassword, ...body }: ConfirmPasswordResetDto): Promise<void> {
    const found = await this.oneTimeTokens.find<TokenPayload>(NEW_PASSWORD, presentedTokenOf(body));
    const owner = found?.userId ? await this.owners.byId(found.userId) : undefined;
    if (!found || owner?.email.identity !== found.payload.identity) throw OneTimeProblems.not_valid();
    const { account } = owner;
    const hash = await this.setter.hash('/newPassword', newPassword, account);
    actingUserProven(account.id);
    await this.transactions.run(async () => {
      // Locks the user while the password is set, so that a concurrent suspension either prevents it or ends its
      // sessions.
      if ((await this.users.lock(account.id))?.state !== 'active') throw OneTimeProblems.not_valid();
      if (!(await this.oneTimeTokens.use(found))) throw OneTimeProblems.not_valid();
      // The user who received the mail owns the address. Credentials that another person may have added before are
      // removed. The state is read again, because the address may have been verified in the meantime.
      if (!(await this.owners.byId(account.id))?.account.emailVerified) await this.verifiedOwner.takeOver(account.id);
      await this.setter.set(account, hash);
    });
    await this.setter.untilAllNodesKnow();
  }

  /** Can run in a transaction or on its own. */
  async mailTo({ account, email }: Owner, { anyway = false } = {}): Promise<void> {
    await this.mailer.send({
      anyway,
      kind: NEW_PASSWORD,
      mail: PasswordResetMail,
      page: '/reset-password',
      to: email,
      language: account.language,
      holder: email.identity,
      userId: account.id,
      payload: { identity: email.identity } satisfies TokenPayload,
    });
  }

  private async mail(email: string): Promise<void> {
    const { address, identity } = givenAddress(email);
    const owner = await this.owners.ofAddress(address);
    await this.transactions.run(async () => {
      if (owner) await this.mailTo(owner);
      else await this.oneTimeTokens.issueDecoy(NEW_PASSWORD, identity);
    });
  }
}
