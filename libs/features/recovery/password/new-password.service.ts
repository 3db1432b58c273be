import { Injectable, type OnModuleInit } from '@nestjs/common';
import { PasswordSetter, RightfulOwner } from '@features/auth';
import { OneTimeMailer } from '@features/communications';
import { UserReader } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeSecrets } from '@platform/one-time/one-time-secrets';
import { QuietWork } from '@platform/one-time/quiet-work';
import { Transactions } from '@platform/persistence/transactions';
import { givenAddress, proofOf } from '@platform/one-time/given-proof.rule';
import { Owners, type Owner } from '../owner';
import { NewPasswordMail } from '../recovery.mails';
import { NEW_PASSWORD } from '../recovery.one-time';
import { NewPasswordDto } from './new-password.dto';

const JOB = 'recovery.new-password';

/** The account and the address that the link or code was sent to. */
interface Bound {
  readonly identity: string;
}

@Injectable()
export class NewPasswordService implements OnModuleInit {
  constructor(
    private readonly owners: Owners,
    private readonly users: UserReader,
    private readonly setter: PasswordSetter,
    private readonly rightful: RightfulOwner,
    private readonly secrets: OneTimeSecrets,
    private readonly mailer: OneTimeMailer,
    private readonly quietly: QuietWork,
    private readonly transactions: Transactions,
  ) {
    setter.guard(NewPasswordDto, 'newPassword');
  }

  onModuleInit(): void {
    this.quietly.define<{ address: string }>(JOB, ({ address }) => this.mail(address));
  }

  async ask(given: string): Promise<void> {
    await this.quietly.ask(JOB, { address: givenAddress(given).address });
  }

  async confirm({ newPassword, ...given }: NewPasswordDto): Promise<void> {
    const found = await this.secrets.find<Bound>(NEW_PASSWORD, proofOf(given));
    const owner = found?.userId ? await this.owners.byId(found.userId) : undefined;
    if (!found || owner?.email.identity !== found.payload.identity) throw OneTimeProblems.not_valid();
    const { account } = owner;
    const hash = await this.setter.hash('/newPassword', newPassword, account);
    actingUserProven(account.id);
    await this.transactions.run(async () => {
      // Locks the user while the password is set, so that a concurrent suspension either prevents it or ends its
      // sessions.
      if ((await this.users.hold(account.id))?.state !== 'active') throw OneTimeProblems.not_valid();
      if (!(await this.secrets.use(found))) throw OneTimeProblems.not_valid();
      // The user who received the mail owns the address. Credentials that another person may have added before are
      // removed. The state is read again, because the address may have been verified in the meantime.
      if (!(await this.owners.byId(account.id))?.account.emailVerified) await this.rightful.takesOver(account.id);
      await this.setter.set(account, hash);
    });
    await this.setter.everywhere();
  }

  /** In a transaction or by itself. */
  async mailTo({ account, email }: Owner, { anyway = false } = {}): Promise<void> {
    await this.mailer.send({
      anyway,
      kind: NEW_PASSWORD,
      mail: NewPasswordMail,
      page: '/reset-password',
      to: email,
      language: account.locale,
      holder: email.identity,
      userId: account.id,
      payload: { identity: email.identity } satisfies Bound,
    });
  }

  private async mail(given: string): Promise<void> {
    const { address, identity } = givenAddress(given);
    const owner = await this.owners.ofAddress(address);
    await this.transactions.run(async () => {
      if (owner) await this.mailTo(owner);
      else await this.secrets.issueDecoy(NEW_PASSWORD, identity);
    });
  }
}
