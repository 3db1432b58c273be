import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Problem, type FieldError } from '@platform/errors/problem';
import { collected } from '@platform/files/collected';
import { FileStore } from '@platform/files/file-store';
import { Transactions } from '@platform/persistence/transactions';
import { columnsKept } from '@platform/user-data/columns-kept';
import { RowsProvider, userDataOf } from '@platform/user-rows/rows-provider';
import { UserRows } from '@platform/user-rows/user-rows';
import { Database } from '@platform/persistence/database';
import type { AcceptRecord, TableDeclaration } from '@platform/user-data/table-declaration';
import {
  importedWithout,
  isFile,
  type ImportedItem,
  type UserDataItem,
  type UserDataRecord,
} from '@platform/user-data/user-data-item';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import type { UserId } from '@platform/ids/ids';
import { AccountRepository } from './account/account.repository';
import { AccountService } from './account/account.service';
import { AccountView } from './account/account-view';
import { EmailIndexRepository } from './account/email-index.repository';
import { SuspensionEntity } from './account/suspension.entity';
import { AvatarCleaner } from './avatar/avatar-cleaner';
import { MAX_UPLOAD_BYTES } from './avatar/avatar-limits.rule';
import { AvatarService } from './avatar/avatar.service';
import { PersonalEntity } from './personal/personal.entity';
import { PERSONAL_FIELDS } from './personal/personal-document.rule';
import { AttributeSchemaCache } from './attributes/attribute-schema-cache';
import { acceptPersonal, acceptProfile } from './import/accepted-record';
import { UsersProblems } from './users.errors';

const { technical, personal } = columnsKept('until the account is erased');
/** Avatars are stored, and exported, in this type only. */
const AVATAR_TYPE = 'image/webp';

const personalTables = (accept: AcceptRecord): readonly TableDeclaration[] => [
  {
    name: 'users_personal',
    holds: 'user-data',
    readers: ['personal.read'],
    userColumns: ['user_id'],
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
    rows: {
      entity: PersonalEntity,
      kind: 'personal',
      json: [...PERSONAL_FIELDS],
      import: accept,
      reassign: 'moved',
    },
  },
  {
    name: 'users_attribute_schema',
    holds: 'no-user-data',
    why: 'definitions of the custom attributes, without values',
  },
];

@Injectable()
export class PersonalUserData extends RowsProvider {
  constructor(registry: UserDataRegistry, database: Database, rows: UserRows, attributes: AttributeSchemaCache) {
    const tables = personalTables(async (record) => acceptPersonal(await attributes.current(), record));
    super('users.personal', tables, database, rows);
    registry.register(this);
  }
}

export const SUSPENSIONS_USER_DATA = userDataOf('users.suspensions', [
  {
    name: 'users_suspension',
    holds: 'user-data',
    readers: ['users.read'],
    userColumns: [
      'user_id',
      { column: 'suspended_by', keptAfterErasure: 'The ID of a member of staff says nothing without the account.' },
    ],
    columns: {
      user_id: personal('user whose account is suspended', 'plain'),
      reason_sealed: personal('reason, shown to administrators', 'sealed'),
      suspended_by: technical('ID of the user or API key that suspended the account'),
      suspended_at: technical('time of the suspension'),
    },
    rows: {
      entity: SuspensionEntity,
      kind: 'suspension',
      import: { never: 'Each installation decides about suspensions itself.' },
      reassign: { stays: 'A suspension belongs to the account that was suspended.' },
    },
  },
]);

/** The account, its email index and its avatar. */
@Injectable()
export class AccountUserData extends UserDataProvider {
  readonly name = 'users.account';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'users_account',
      holds: 'user-data',
      readers: ['users.read'],
      userColumns: ['id'],
      columns: {
        id: personal('ID of the user', 'plain'),
        username: personal('public, unique username', 'plain'),
        display_name: personal('public display name', 'plain'),
        bio: personal('public description', 'plain'),
        locale: personal('preferred language', 'plain'),
        avatar_file: { ...personal('picture of the public profile', 'plain'), file: true },
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
      userColumns: ['user_id'],
      columns: {
        email_index: personal('to find the account by its email address', 'blind-index'),
        key_id: technical('key of the index'),
        user_id: personal('owner of the email address', 'plain'),
        domain_index: personal('to find accounts by the domain of their email address', 'blind-index'),
      },
    },
  ];

  constructor(
    registry: UserDataRegistry,
    private readonly accounts: AccountRepository,
    private readonly emails: EmailIndexRepository,
    private readonly view: AccountView,
    private readonly profiles: AccountService,
    private readonly avatars: AvatarService,
    private readonly files: FileStore,
    private readonly cleaner: AvatarCleaner,
    private readonly transactions: Transactions,
  ) {
    super();
    registry.register(this);
  }

  async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    const account = await this.accounts.byId(userId);
    if (!account) return;
    // Roles belong to another feature.
    const { roles: _, ...profile } = (await this.view.own(account, [])).body;
    const suspendedUntil = account.suspendedUntil?.toISOString() ?? null;
    yield { kind: 'account', data: { ...profile, lastActiveOn: account.lastActiveOn, suspendedUntil } };
    const { avatarFile } = account;
    if (avatarFile) yield { kind: 'avatar', file: 'avatar.webp', open: () => this.openPicture(avatarFile) };
  }

  /** Imports the profile and the avatar, but not the email address, and not a username that is taken. */
  async import(userId: UserId, item: UserDataItem): Promise<ImportedItem> {
    try {
      if (!isFile(item)) return importedWithout(await this.importProfile(userId, item.data));
      // The file may come from an archive that a user has made, so it can have any size.
      const picture = await collected(await item.open(), MAX_UPLOAD_BYTES);
      if (!picture) throw RequestProblems.too_large();
      await this.avatars.replace(userId, picture, AVATAR_TYPE);
      return 'imported';
    } catch (error) {
      if (error instanceof Problem) return { skipped: `Refused with ${error.code}.` };
      throw error;
    }
  }

  private async importProfile(userId: UserId, record: UserDataRecord['data']): Promise<readonly FieldError[]> {
    const { result: profile, leftOut } = await acceptProfile(record);
    try {
      await this.profiles.changeProfile(userId, profile, undefined);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== UsersProblems.username_taken.code) throw error;
      await this.profiles.changeProfile(userId, { ...profile, username: undefined }, undefined);
    }
    return leftOut;
  }

  async erase(userId: UserId): Promise<void> {
    const file = await this.transactions.run(async () => {
      const account = await this.accounts.lock(userId);
      // Enqueued in the same transaction, because after a crash the file's name would be lost.
      if (account?.avatarFile) await this.cleaner.removeAfterCommit({ file: account.avatarFile });
      await this.emails.remove(userId);
      await this.accounts.remove(userId);
      return account?.avatarFile;
    });
    if (file) await this.files.remove(file);
  }

  override async countFiles(userId: UserId): Promise<number> {
    return (await this.accounts.byId(userId))?.avatarFile ? 1 : 0;
  }

  /** Changes nothing, because the other account has its own profile, address and avatar. */
  async reassign(): Promise<void> {}

  private async openPicture(file: string): Promise<AsyncIterable<Uint8Array>> {
    const opened = await this.files.open(file);
    if (!opened) throw new Error(`The avatar ${file} was replaced while it was exported.`);
    return opened.stream;
  }
}
