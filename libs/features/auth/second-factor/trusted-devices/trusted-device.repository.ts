import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';

export interface NewTrustedDevice {
  readonly id: string;
  readonly userId: string;
  readonly tokenHash: Buffer;
  readonly days: number;
  readonly originSealed: Buffer;
}

export interface ListedDevice {
  readonly id: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly originSealed: Buffer;
}

@Injectable()
export class TrustedDeviceRepository {
  constructor(private readonly database: Database) {}

  async insert({ id, userId, tokenHash, days, originSealed }: NewTrustedDevice): Promise<void> {
    await this.database.write(
      `INSERT INTO auth_trusted_device (id, user_id, token_hash, created_at, last_used_at, expires_at, origin_sealed)
       VALUES (?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL ? DAY, ?)`,
      [idToBytes(id), idToBytes(userId), tokenHash, days, originSealed],
    );
  }

  /** Returns false if the user has no such device. */
  async use(userId: string, tokenHash: Buffer): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_trusted_device SET last_used_at = UTC_TIMESTAMP(3)
       WHERE token_hash = ? AND user_id = ? AND expires_at > UTC_TIMESTAMP(3)`,
      [tokenHash, idToBytes(userId)],
    );
    return affectedRows === 1;
  }

  async list(userId: string, before: string | undefined, limit: number): Promise<ListedDevice[]> {
    const rows = await this.database.rows<Row>(
      `SELECT id, created_at, last_used_at, expires_at, origin_sealed FROM auth_trusted_device
       WHERE user_id = ? AND expires_at > UTC_TIMESTAMP(3) ${before ? 'AND id < ?' : ''}
       ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      before ? [idToBytes(userId), idToBytes(before)] : [idToBytes(userId)],
    );
    return rows.map((row) => ({
      id: idFromBytes(row.id),
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
      expiresAt: row.expires_at,
      originSealed: row.origin_sealed,
    }));
  }

  async remove(id: string, userId: string): Promise<number> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_trusted_device WHERE id = ? AND user_id = ?', [
      idToBytes(id),
      idToBytes(userId),
    ]);
    return affectedRows;
  }

  /** All but so many of the newest. */
  async removeOldestOf(userId: string, kept: number): Promise<number> {
    const rows = await this.database.rows<{ id: Buffer }>(
      `SELECT id FROM auth_trusted_device WHERE user_id = ? ORDER BY id DESC LIMIT 100 OFFSET ${Math.trunc(kept)}`,
      [idToBytes(userId)],
    );
    let removed = 0;
    for (const { id } of rows) removed += await this.remove(idFromBytes(id), userId);
    return removed;
  }

  async removeAllOf(userId: string): Promise<number> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_trusted_device WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return affectedRows;
  }

  async removeExpired(): Promise<number> {
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_trusted_device WHERE expires_at < UTC_TIMESTAMP(3) LIMIT 1000',
    );
    return affectedRows;
  }
}

interface Row {
  id: Buffer;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  origin_sealed: Buffer;
}
