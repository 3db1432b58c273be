import { Injectable } from '@nestjs/common';
import { permissionMissing } from '@platform/http/access/permission-missing';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Authenticator } from '@platform/http/access/authenticator';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { AccountRepository } from '../account/account.repository';
import { AccountService } from '../account/account.service';
import { EmailChanger } from '../account/email-changer';
import { UserRegistrar } from '../account/user-registrar';
import { UsersProblems } from '../users.errors';
import { WRITE_CREDENTIALS } from '../users.permissions';
import type { AdminUserDto, ChangeUserDto, NewUserDto } from './admin-users.dto';
import { AdminView } from './admin-view';
import { MoreRights } from './more-rights';

@Injectable()
export class AdminUsersService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly profiles: AccountService,
    private readonly emails: EmailChanger,
    private readonly registrar: UserRegistrar,
    private readonly view: AdminView,
    private readonly moreRights: MoreRights,
    private readonly authenticator: Authenticator,
    private readonly transactions: Transactions,
  ) {}

  async read(by: Caller, userId: UserId): Promise<Versioned<AdminUserDto>> {
    const account = await this.accounts.byId(userId);
    const [dto] = account ? await this.view.of(by, [account]) : [];
    if (!account || !dto) throw RequestProblems.not_found();
    return new Versioned(dto, account.version);
  }

  /** The account has no password; its owner sets one by resetting it. */
  async create(by: Caller, body: NewUserDto): Promise<Versioned<AdminUserDto>> {
    const draft = await this.registrar.prepare({ ...body, by: 'admin' });
    try {
      await this.transactions.run(() => this.registrar.create(draft));
    } catch (error) {
      await this.registrar.abandonRefused(draft, error);
      throw error;
    }
    return this.read(by, draft.id);
  }

  async change(
    by: Caller,
    userId: UserId,
    patch: ChangeUserDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<AdminUserDto>> {
    await this.write(by, userId, patch, expected);
    return this.read(by, userId);
  }

  /** Changes the account. Nothing is read for a response, so no access to personal data is recorded. */
  async write(
    by: Caller,
    userId: UserId,
    { email, emailVerified, ...profile }: ChangeUserDto,
    expected: ExpectedVersion | undefined,
  ): Promise<void> {
    if (email !== undefined || emailVerified !== undefined) await this.refuseAddressChange(by, userId);
    await this.transactions.run(async () => {
      const account = await this.accounts.lock(userId);
      if (!account) throw RequestProblems.not_found();
      expected?.refuseOther(account.version);
      await this.moreRights.refuse(by, userId);
      if (email !== undefined) await this.emails.change(userId, email, { how: 'by_admin', verified: emailVerified });
      else if (emailVerified !== undefined) await this.emails.setVerified(userId, emailVerified, 'admin');
      await this.profiles.changeProfile(userId, profile, undefined);
    });
  }

  /**
   * The address gives control of the account, so changing it requires step-up authentication and is impossible with an
   * API key.
   */
  private async refuseAddressChange(by: Caller, userId: UserId): Promise<void> {
    const isKey = by.kind === 'app' || by.key !== undefined;
    // Checked before step-up authentication, which does not help without the permission. Keys are rejected anyway.
    if (!isKey && !by.permissions.has(WRITE_CREDENTIALS)) throw permissionMissing(WRITE_CREDENTIALS);
    await this.authenticator.requireStepUp(by);
    // Administrators must verify their own address like all users.
    if (by.kind === 'user' && by.userId === userId) throw UsersProblems.own_email();
  }
}
