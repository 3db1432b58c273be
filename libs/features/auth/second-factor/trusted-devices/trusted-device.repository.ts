import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { fromNow, NOW } from '@platform/persistence/entity-table';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { TrustedDeviceEntity } from './trusted-device.entity';
import type { TrustedDeviceId } from './trusted-device-id';

export type TrustedDevice = Readonly<TrustedDeviceEntity>;
export type NewTrustedDevice = Omit<TrustedDevice, 'createdAt' | 'lastUsedAt' | 'expiresAt'> & {
  readonly days: number;
};

@Injectable()
export class TrustedDeviceRepository {
  private readonly devices: Table<TrustedDeviceEntity>;

  constructor(private readonly database: Database) {
    this.devices = new Table(database, TrustedDeviceEntity);
  }

  async insert({ days, ...device }: NewTrustedDevice): Promise<void> {
    await this.devices.insert({ ...device, createdAt: NOW, lastUsedAt: NOW, expiresAt: fromNow(days, 'DAY') });
  }

  /** Returns false if the user has no such device. */
  async use(userId: UserId, tokenHash: Buffer): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `UPDATE auth_trusted_device SET last_used_at = UTC_TIMESTAMP(3)
       WHERE token_hash = ? AND user_id = ? AND expires_at > UTC_TIMESTAMP(3)`,
      [tokenHash, idToBytes(userId)],
    );
    return affectedRows === 1;
  }

  list(userId: UserId, before: string | undefined, limit: number): Promise<TrustedDevice[]> {
    return this.devices.newest('user_id = ? AND expires_at > UTC_TIMESTAMP(3)', [idToBytes(userId)], before, limit);
  }

  async remove(id: TrustedDeviceId, userId: UserId): Promise<number> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_trusted_device WHERE id = ? AND user_id = ?', [
      idToBytes(id),
      idToBytes(userId),
    ]);
    return affectedRows;
  }

  /** Removes all devices except the newest `kept` ones. */
  async removeOldestOf(userId: UserId, kept: number): Promise<number> {
    const rows = await this.database.rows<{ id: Buffer }>(
      `SELECT id FROM auth_trusted_device WHERE user_id = ? ORDER BY id DESC LIMIT 100 OFFSET ${Math.trunc(kept)}`,
      [idToBytes(userId)],
    );
    let removed = 0;
    for (const { id } of rows) removed += await this.remove(idFromBytes(id), userId);
    return removed;
  }

  async removeAllOf(userId: UserId): Promise<number> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_trusted_device WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return affectedRows;
  }
}
