import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import type { PasswordKind } from './choose-kind.rule';

@Injectable()
export class PasswordKindRepository {
  constructor(private readonly database: Database) {}

  async all(): Promise<PasswordKind[]> {
    const rows = await this.database.rows<{ kind: string; accounts: number; specimen: Buffer | null }>(
      'SELECT kind, accounts, specimen FROM auth_password_kind',
    );
    return rows.map((row) => ({ ...row, specimen: row.specimen && row.specimen.toString() }));
  }

  async replace(kinds: readonly PasswordKind[]): Promise<void> {
    await this.database.transactions.run(async () => {
      await this.database.write('DELETE FROM auth_password_kind');
      for (const { kind, accounts, specimen } of kinds) {
        await this.database.write(
          'INSERT INTO auth_password_kind (kind, accounts, specimen, counted_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))',
          [kind, accounts, specimen === null ? null : Buffer.from(specimen)],
        );
      }
    });
  }

  /** Uses the index of peppers, because imported hashes have none. */
  async isAnyForeign(): Promise<boolean> {
    return (await this.database.row('SELECT 1 FROM auth_credential WHERE pepper_id IS NULL LIMIT 1')) !== undefined;
  }

  /** The next stored hashes by user ID. For native hashes only their existence is returned. */
  async next(after: Buffer, limit: number): Promise<{ user_id: Buffer; foreign_hash: Buffer | null }[]> {
    return this.database.rows(
      `SELECT user_id, IF(pepper_id IS NULL, password_hash, NULL) AS foreign_hash FROM auth_credential
       WHERE user_id > ? ORDER BY user_id LIMIT ${Math.trunc(limit)}`,
      [after],
    );
  }
}
