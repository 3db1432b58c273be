import { Injectable, type OnModuleInit } from '@nestjs/common';
import { FileStore } from '@platform/files/file-store';
import { Transactions } from '@platform/persistence/transactions';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { AccountRepository } from './account/account.repository';
import { AccountView } from './account/account-view';
import { EmailIndexRepository } from './account/email-index.repository';
import { REASON_PLACE, SuspensionRepository } from './account/suspension.repository';
import { AvatarCleaner } from './avatar/avatar-cleaner';
import { openPersonal } from './personal/personal-seal';
import { PersonalRepository } from './personal/personal.repository';

const { technical, personal } = columnsKept('until the account is erased');

/** Declares, exports and erases the user data of this feature. */
@Injectable()
export class UsersUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'users';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'users_account',
      holds: 'user-data',
      userColumn: 'id',
      columns: {
        id: personal('ID of the user', 'plain'),
        username: personal('public, unique username', 'plain'),
        display_name: personal('public display name', 'plain'),
        bio: personal('public description', 'plain'),
        locale: personal('preferred language', 'plain'),
        avatar_file: personal('public profile picture', 'plain'),
        email_sealed: personal('to reach the user', 'sealed'),
        email_verified: technical('whether the email address is verified'),
        email_by_admin: technical('whether an administrator set or verified the email address'),
        state: technical('state of the account'),
        version: technical('to detect an outdated copy'),
        lock_version: technical('to detect a changed credential'),
        created_at: personal('shown to all users', 'plain'),
        updated_at: technical('shown to the user'),
        suspended_until: technical('time at which a suspension ends automatically'),
        display_name_key: personal('to search by display name', 'plain'),
        last_active_on: personal('day of the last activity, to find active accounts', 'plain'),
      },
    },
    {
      name: 'users_email_index',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        email_index: personal('to find the account by its email address', 'blind-index'),
        key_id: technical('key of the index'),
        user_id: personal('owner of the email address', 'plain'),
        domain_index: personal('to find accounts by the domain of their email address', 'blind-index'),
      },
    },
    {
      name: 'users_personal',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('owner of the information', 'plain'),
        given_name_sealed: personal('to address the user', 'sealed'),
        family_name_sealed: personal('to address the user', 'sealed'),
        birth_date_sealed: personal('to determine the age', 'sealed'),
        phone_numbers_sealed: personal('to reach the user', 'sealed'),
        addresses_sealed: personal('to send mail to the user', 'sealed'),
        attributes_sealed: personal('custom attributes that the attribute schema defines', 'sealed'),
        version: technical('to detect an outdated copy'),
        updated_at: technical('time of the last change'),
      },
    },
    {
      name: 'users_suspension',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('user whose account is suspended', 'plain'),
        reason_sealed: personal('reason, shown to administrators', 'sealed'),
        suspended_by: technical('ID of the user or API key that suspended the account'),
        suspended_at: technical('time of the suspension'),
      },
    },
    {
      name: 'users_attribute_schema',
      holds: 'no-user-data',
      why: 'definitions of the custom attributes, without values',
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly accounts: AccountRepository,
    private readonly emails: EmailIndexRepository,
    private readonly personalInformation: PersonalRepository,
    private readonly suspensions: SuspensionRepository,
    private readonly view: AccountView,
    private readonly vault: Vault,
    private readonly files: FileStore,
    private readonly cleaner: AvatarCleaner,
    private readonly transactions: Transactions,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  /** Exports all attributes: read restrictions in the app do not limit the right of access. */
  async export(userId: string): Promise<Record<string, unknown>> {
    const account = await this.accounts.byId(userId);
    if (!account) return {};
    // The auth feature exports the roles.
    const { roles: _, ...shown } = (await this.view.own(account, [])).body;
    const box = await this.vault.boxOf(userId);
    const { sealed } = await this.personalInformation.find(userId);
    const suspension = (await this.suspensions.ofAll([userId])).get(userId);
    const until = account.suspendedUntil?.toISOString() ?? null;
    return {
      account: { ...shown, lastActiveOn: account.lastActiveOn },
      personal: openPersonal(box, sealed),
      suspension: suspension && { reason: box.open(REASON_PLACE, suspension.reasonSealed) ?? null, until },
    };
  }

  async erase(userId: string): Promise<void> {
    const file = await this.transactions.run(async () => {
      const account = await this.accounts.lock(userId);
      // The job is added in the same transaction, because after a crash the file name would be lost.
      if (account?.avatarFile) await this.cleaner.afterCommit(userId, account.avatarFile);
      await this.personalInformation.remove(userId);
      await this.emails.remove(userId);
      await this.suspensions.remove(userId);
      await this.accounts.remove(userId);
      return account?.avatarFile;
    });
    if (file) await this.files.remove(file);
  }
}
