import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { fromNow, NOW } from '@platform/persistence/entity-table';
import { idToBytes, type UserId, type ApiKeyId } from '@platform/ids/ids';
import type { RowsByKey } from '@platform/persistence/rows-by-key';
import { Table, type Stored } from '@platform/persistence/table';
import { ApiKeyEntity } from './api-key.entity';

/** `isIdle` is true if no use of the key has been recorded in the last minute. */
export type StoredKey = Stored<ApiKeyEntity, 'isIdle'>;
export type NewKey = Omit<Readonly<ApiKeyEntity>, 'createdAt' | 'expiresAt' | 'lastUsedAt'> & { readonly days: number };
export type PresentedKey = Pick<StoredKey, 'id' | 'userId' | 'rights' | 'isIdle'>;

const UNEXPIRED = 'expires_at > UTC_TIMESTAMP(3)';
const IDLE = 'last_used_at IS NULL OR last_used_at < UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE';

@Injectable()
export class ApiKeyRepository {
  private readonly keys: Table<ApiKeyEntity, 'isIdle'>;
  private readonly presented: RowsByKey<PresentedKey>;
  private readonly presentedById: RowsByKey<PresentedKey>;

  constructor(private readonly database: Database) {
    this.keys = new Table(database, ApiKeyEntity, { conditions: { isIdle: IDLE } });
    const presented = { only: ['id', 'userId', 'rights'], where: UNEXPIRED } as const;
    this.presented = this.keys.readerOf({ by: 'keyHash', ...presented });
    this.presentedById = this.keys.readerOf({ by: 'id', ...presented });
  }

  async insert({ days, ...key }: NewKey): Promise<void> {
    await this.keys.insert({ ...key, createdAt: NOW, expiresAt: fromNow(days, 'DAY') });
  }

  /** Every request with a key reads it, so that nodes need not be notified of changes. */
  byHash(keyHash: Buffer): Promise<PresentedKey | undefined> {
    return this.presented.one(keyHash);
  }

  /** The same for a key that was presented before. */
  byId(id: ApiKeyId): Promise<PresentedKey | undefined> {
    return this.presentedById.one(idToBytes(id));
  }

  find(id: ApiKeyId): Promise<StoredKey | undefined> {
    return this.keys.read({ id });
  }

  /** The valid keys of a user, or of apps; newest first. */
  list(userId: UserId | null, before: string | undefined, limit: number): Promise<StoredKey[]> {
    return this.keys.newest(`user_id <=> ? AND ${UNEXPIRED}`, [bytesOf(userId)], before, limit);
  }

  async countOf(userId: UserId): Promise<number> {
    const row = await this.database.row<{ n: number }>(
      `SELECT COUNT(*) AS n FROM auth_api_key WHERE user_id = ? AND ${UNEXPIRED}`,
      [idToBytes(userId)],
    );
    return Number(row?.n ?? 0);
  }

  /** Returns whether any key of a backend has this permission. */
  async anyServiceKeyHolds(permission: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM auth_api_key WHERE user_id IS NULL AND JSON_CONTAINS(rights, ?) LIMIT 1';
    return (await this.database.row(sql, [JSON.stringify(permission)])) !== undefined;
  }

  /** If several nodes record the use concurrently, one of them writes. */
  async recordUse(id: ApiKeyId): Promise<void> {
    await this.database.write(`UPDATE auth_api_key SET last_used_at = UTC_TIMESTAMP(3) WHERE id = ? AND (${IDLE})`, [
      idToBytes(id),
    ]);
  }

  /** Returns false if the key does not exist. */
  async remove(id: ApiKeyId, userId: UserId | null): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_api_key WHERE id = ? AND user_id <=> ?', [
      idToBytes(id),
      bytesOf(userId),
    ]);
    return affectedRows === 1;
  }

  async removeAllOf(userId: UserId): Promise<void> {
    await this.database.write('DELETE FROM auth_api_key WHERE user_id = ?', [idToBytes(userId)]);
  }
}

function bytesOf(id: UserId | null): Buffer | null {
  return id === null ? null : idToBytes(id);
}
