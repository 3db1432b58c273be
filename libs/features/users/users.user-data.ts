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

/** What this feature keeps of users. */
@Injectable()
export class UsersUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'users';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'users_account',
      holds: 'user-data',
      userColumn: 'id',
      columns: {
        id: personal('names the user everywhere', 'plain'),
        username: personal('public, unique name', 'plain'),
        display_name: personal('public name', 'plain'),
        bio: personal('public words about oneself', 'plain'),
        locale: personal('the language to write in', 'plain'),
        avatar_file: personal('the public picture', 'plain'),
        email_sealed: personal('to reach the user', 'sealed'),
        email_verified: technical('whether the address was proven'),
        email_by_admin: technical('whether an administrator set the address or its proof'),
        state: technical('whether the account may be used'),
        version: technical('tells a stale copy'),
        lock_version: technical('tells that a credential has changed'),
        created_at: personal('shown to everybody', 'plain'),
        updated_at: technical('shown to the user'),
        suspended_until: technical('when a suspension ends by itself'),
        display_name_key: personal('to find the public name', 'plain'),
        last_active_on: personal('to find accounts that are in use, to the day', 'plain'),
      },
    },
    {
      name: 'users_email_index',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        email_index: personal('to find the account by its address', 'blind-index'),
        key_id: technical('which key the index was made with'),
        user_id: personal('whose address it is', 'plain'),
        domain_index: personal('to find accounts by the domain of their address', 'blind-index'),
      },
    },
    {
      name: 'users_personal',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('whose information it is', 'plain'),
        given_name_sealed: personal('to address the user', 'sealed'),
        family_name_sealed: personal('to address the user', 'sealed'),
        birth_date_sealed: personal('to know the age', 'sealed'),
        phone_numbers_sealed: personal('to reach the user', 'sealed'),
        addresses_sealed: personal('to send something to the user', 'sealed'),
        attributes_sealed: personal('what the attribute schema of the installation asks for', 'sealed'),
        version: technical('tells a stale copy'),
        updated_at: technical('when it last changed'),
      },
    },
    {
      name: 'users_suspension',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('whose account is suspended', 'plain'),
        reason_sealed: personal('why, shown to staff', 'sealed'),
        suspended_by: technical('who suspended it, as a number without a name'),
        suspended_at: technical('since when'),
      },
    },
    {
      name: 'users_attribute_schema',
      holds: 'no-user-data',
      why: 'which attributes there are, not what users put into them',
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

  /** All of it: who may read an attribute in the app does not limit what its owner is owed. */
  async export(userId: string): Promise<Record<string, unknown>> {
    const account = await this.accounts.byId(userId);
    if (!account) return {};
    // Roles are another feature's to export.
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
      // Promised in the same transaction: after a crash nobody would know the file's name any more.
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
