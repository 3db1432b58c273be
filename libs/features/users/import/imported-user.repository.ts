import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import type { UserId } from '@platform/ids/ids';
import type { AccountEntity } from '../account/account.entity';
import { accountTable, type Account, type NewAccount } from '../account/account.repository';
import { nameKeyOf } from '../account/profile-fields.rule';
import { PERSONAL_FIELDS } from '../personal/personal-document.rule';
import { PersonalEntity } from '../personal/personal.entity';
import type { SealedFields } from '../personal/personal.repository';

export type ImportedAccount = NewAccount & Pick<Account, 'bio' | 'createdAt'> & { readonly emailSealed: Buffer };

/** Inserts the rows of imported accounts with one statement per table and batch. */
@Injectable()
export class ImportedUserRepository {
  private readonly accounts: Table<AccountEntity>;
  private readonly documents: Table<PersonalEntity>;

  constructor(private readonly database: Database) {
    this.accounts = accountTable(database);
    this.documents = new Table(database, PersonalEntity);
  }

  async addAccount(account: ImportedAccount): Promise<void> {
    const displayNameKey = nameKeyOf(account.displayName).toString();
    await this.accounts.insert({ ...account, displayNameKey, version: 1, updatedAt: NOW });
  }

  async addPersonal(userId: UserId, sealed: SealedFields): Promise<void> {
    const every = Object.fromEntries(PERSONAL_FIELDS.map((field) => [field, sealed[field] ?? null]));
    await this.documents.insert({ userId, ...every, version: 1, updatedAt: NOW });
  }

  /** The usernames that are already taken. */
  async takenUsernames(usernames: readonly string[]): Promise<ReadonlySet<string>> {
    if (usernames.length === 0) return new Set();
    const { marks, padded } = placeholders(usernames.map((name) => Buffer.from(name)));
    const rows = await this.database.rows<{ username: Buffer }>(
      `SELECT username FROM users_account WHERE username IN (${marks})`,
      padded,
    );
    return new Set(rows.map(({ username }) => username.toString()));
  }
}
