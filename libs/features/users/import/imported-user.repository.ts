import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { idToBytes } from '@platform/persistence/ids';
import type { AccountState } from '../account/account.entity';
import { nameKeyOf } from '../account/name-key.rule';
import { PERSONAL_FIELDS } from '../personal/personal-document.rule';
import { COLUMN_OF, type SealedFields } from '../personal/personal.repository';

export interface ImportedAccount {
  readonly id: string;
  readonly username: string | null;
  readonly displayName: string | null;
  readonly bio: string | null;
  readonly locale: string;
  readonly emailSealed: Buffer;
  readonly emailVerified: boolean;
  readonly state: AccountState;
  readonly createdAt: Date;
}

/** Inserts the rows of imported accounts with one statement per table and batch. */
@Injectable()
export class ImportedUserRepository {
  constructor(private readonly database: Database) {}

  async addAccount(account: ImportedAccount): Promise<void> {
    await this.database.insertDeferred(
      'INSERT INTO users_account (id, username, display_name, display_name_key, bio, locale, email_sealed, email_verified, state, version, created_at, updated_at) VALUES',
      '(?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, UTC_TIMESTAMP(3))',
      [
        idToBytes(account.id),
        account.username === null ? null : Buffer.from(account.username),
        account.displayName,
        nameKeyOf(account.displayName),
        account.bio,
        account.locale,
        account.emailSealed,
        Number(account.emailVerified),
        Buffer.from(account.state),
        account.createdAt,
      ],
    );
  }

  async addPersonal(userId: string, sealed: SealedFields): Promise<void> {
    await this.database.insertDeferred(
      `INSERT INTO users_personal (user_id, ${PERSONAL_FIELDS.map((field) => COLUMN_OF[field]).join(', ')}, version, updated_at) VALUES`,
      `(?, ${PERSONAL_FIELDS.map(() => '?').join(', ')}, 1, UTC_TIMESTAMP(3))`,
      [idToBytes(userId), ...PERSONAL_FIELDS.map((field) => sealed[field] ?? null)],
    );
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
