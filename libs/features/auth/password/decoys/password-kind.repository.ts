import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import type { PasswordKind } from './choose-kind.rule';
import { PasswordKindEntity } from './password-kind.entity';

@Injectable()
export class PasswordKindRepository {
  private readonly kinds: Table<PasswordKindEntity>;

  constructor(private readonly database: Database) {
    this.kinds = new Table(database, PasswordKindEntity);
  }

  all(): Promise<PasswordKind[]> {
    return this.kinds.select();
  }

  async replace(kinds: readonly PasswordKind[]): Promise<void> {
    await this.database.transactions.run(async () => {
      await this.database.write('DELETE FROM auth_password_kind');
      for (const { kind, accounts, specimen } of kinds)
        await this.kinds.insert({ kind, accounts, specimen, countedAt: NOW });
    });
  }

  /** Uses the index of peppers, because imported hashes have none. */
  async hasLegacyHashes(): Promise<boolean> {
    return (await this.database.row('SELECT 1 FROM auth_credential WHERE pepper_id IS NULL LIMIT 1')) !== undefined;
  }

  /** The next stored hashes by user ID. For native hashes only their existence is returned. */
  async next(after: Buffer, limit: number): Promise<{ user_id: Buffer; legacy_hash: Buffer | null }[]> {
    return this.database.rows(
      `SELECT user_id, IF(pepper_id IS NULL, password_hash, NULL) AS legacy_hash FROM auth_credential
       WHERE user_id > ? ORDER BY user_id LIMIT ${Math.trunc(limit)}`,
      [after],
    );
  }
}
