import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';
import type { StoredHash } from './hashing/password-hasher';

@Injectable()
export class CredentialRepository {
  private readonly rows: RowsByKey<{ user_id: Buffer; password_hash: Buffer; pepper_id: string | null }>;

  constructor(private readonly database: Database) {
    this.rows = new RowsByKey(
      database,
      'SELECT user_id, password_hash, pepper_id FROM auth_credential WHERE user_id IN (?)',
      (row) => row.user_id,
    );
  }

  async find(userId: string): Promise<StoredHash | undefined> {
    const row = await this.rows.one(idToBytes(userId));
    return row && { text: row.password_hash.toString(), pepperId: row.pepper_id };
  }

  async set(userId: string, hash: StoredHash): Promise<void> {
    await this.database.writeDeferred(
      `INSERT INTO auth_credential (user_id, password_hash, pepper_id, changed_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))
       ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash), pepper_id = VALUES(pepper_id), changed_at = VALUES(changed_at)`,
      [idToBytes(userId), Buffer.from(hash.text), hash.pepperId],
    );
  }

  /** False, and nothing done, when there is one already. */
  async setFirst(userId: string, hash: StoredHash): Promise<boolean> {
    try {
      await this.database.write(
        'INSERT INTO auth_credential (user_id, password_hash, pepper_id, changed_at) VALUES (?, ?, ?, UTC_TIMESTAMP(3))',
        [idToBytes(userId), Buffer.from(hash.text), hash.pepperId],
      );
      return true;
    } catch (error) {
      if (duplicateKeyOf(error)) return false;
      throw error;
    }
  }

  /** For a user who is new, and has a hash from elsewhere. */
  async addLegacyHash(userId: string, text: string): Promise<void> {
    await this.database.insertDeferred(
      'INSERT INTO auth_credential (user_id, password_hash, pepper_id, changed_at) VALUES',
      '(?, ?, NULL, UTC_TIMESTAMP(3))',
      [idToBytes(userId), Buffer.from(text)],
    );
  }

  /** Stores a new hash of the same password. Returns false without a change if the password has changed. */
  async upgrade(userId: string, from: StoredHash, to: StoredHash): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      'UPDATE auth_credential SET password_hash = ?, pepper_id = ? WHERE user_id = ? AND password_hash = ?',
      [Buffer.from(to.text), to.pepperId, idToBytes(userId), Buffer.from(from.text)],
    );
    return affectedRows === 1;
  }

  /** Replaces the verified password. Returns false if another change came first. */
  async replace(userId: string, from: StoredHash, to: StoredHash): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_credential SET password_hash = ?, pepper_id = ?, changed_at = UTC_TIMESTAMP(3)
       WHERE user_id = ? AND password_hash = ?`,
      [Buffer.from(to.text), to.pepperId, idToBytes(userId), Buffer.from(from.text)],
    );
    return affectedRows === 1;
  }

  /** Whether it is still the stored one; if so it stays until the transaction ends, or the transaction fails. */
  async holdSame(userId: string, hash: StoredHash): Promise<boolean> {
    if (this.database.transactions.current()?.holdsNothing) {
      await this.database.updateDeferred(
        'UPDATE auth_credential SET password_hash = password_hash WHERE user_id = ? AND password_hash = ?',
        [idToBytes(userId), Buffer.from(hash.text)],
      );
      return true;
    }
    const row = await this.database.row(
      'SELECT 1 FROM auth_credential WHERE user_id = ? AND password_hash = ? LOCK IN SHARE MODE',
      [idToBytes(userId), Buffer.from(hash.text)],
    );
    return row !== undefined;
  }

  async countPepper(pepperId: string): Promise<number> {
    const row = await this.database.row<{ n: number }>(
      'SELECT COUNT(*) AS n FROM auth_credential WHERE pepper_id = ?',
      [pepperId],
    );
    return Number(row?.n ?? 0);
  }

  async changedAt(userId: string): Promise<Date | undefined> {
    const row = await this.database.row<{ changed_at: Date }>(
      'SELECT changed_at FROM auth_credential WHERE user_id = ?',
      [idToBytes(userId)],
    );
    return row?.changed_at;
  }

  async remove(userId: string): Promise<void> {
    await this.database.write('DELETE FROM auth_credential WHERE user_id = ?', [idToBytes(userId)]);
  }
}
