import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';

export interface NewKey {
  readonly id: string;
  readonly keyHash: Buffer;
  /** Null for the key of an app. */
  readonly userId: string | null;
  readonly madeBy: string;
  readonly name: string;
  readonly prefix: string;
  readonly rights: readonly string[];
  readonly days: number;
}

export interface StoredKey extends Pick<NewKey, 'id' | 'madeBy' | 'name' | 'prefix' | 'rights'> {
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
}

export interface PresentedKey extends Pick<NewKey, 'id' | 'userId' | 'rights'> {
  /** No use of it has been noted for a while. */
  readonly isIdle: boolean;
}

const LIVING = 'expires_at > UTC_TIMESTAMP(3)';
const IDLE = '(last_used_at IS NULL OR last_used_at < UTC_TIMESTAMP(3) - INTERVAL 1 MINUTE)';
const COLUMNS = 'id, made_by, name, prefix, rights, created_at, expires_at, last_used_at';

@Injectable()
export class ApiKeyRepository {
  private readonly presented: RowsByKey<PresentedRow>;

  constructor(private readonly database: Database) {
    this.presented = new RowsByKey(
      database,
      `SELECT key_hash, id, user_id, rights, ${IDLE} AS is_idle FROM auth_api_key WHERE key_hash IN (?) AND ${LIVING}`,
      (row) => row.key_hash,
    );
  }

  async insert({ id, keyHash, userId, madeBy, name, prefix, rights, days }: NewKey): Promise<void> {
    await this.database.write(
      `INSERT INTO auth_api_key (id, key_hash, user_id, made_by, name, prefix, rights, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL ? DAY)`,
      [
        idToBytes(id),
        keyHash,
        bytesOf(userId),
        idToBytes(madeBy),
        name,
        Buffer.from(prefix),
        JSON.stringify(rights),
        days,
      ],
    );
  }

  /** Asked on every request that shows a key, so nothing about keys has to be remembered or forgotten anywhere. */
  async byHash(keyHash: Buffer): Promise<PresentedKey | undefined> {
    const row = await this.presented.one(keyHash);
    return (
      row && {
        id: idFromBytes(row.id),
        userId: row.user_id && idFromBytes(row.user_id),
        rights: listOf(row.rights),
        isIdle: Number(row.is_idle) === 1,
      }
    );
  }

  async find(id: string): Promise<StoredKey | undefined> {
    const row = await this.database.row<StoredRow>(`SELECT ${COLUMNS} FROM auth_api_key WHERE id = ?`, [idToBytes(id)]);
    return row && storedOf(row);
  }

  /** The living ones of a user, or of apps; newest first. */
  async list(userId: string | null, before: string | undefined, limit: number): Promise<StoredKey[]> {
    const rows = await this.database.rows<StoredRow>(
      `SELECT ${COLUMNS} FROM auth_api_key WHERE user_id <=> ? AND ${LIVING} ${before ? 'AND id < ?' : ''}
       ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      before ? [bytesOf(userId), idToBytes(before)] : [bytesOf(userId)],
    );
    return rows.map(storedOf);
  }

  async countOf(userId: string): Promise<number> {
    const row = await this.database.row<{ n: number }>(
      `SELECT COUNT(*) AS n FROM auth_api_key WHERE user_id = ? AND ${LIVING}`,
      [idToBytes(userId)],
    );
    return Number(row?.n ?? 0);
  }

  /** Whether any key of a backend holds this permission. */
  async anyServiceKeyHolds(permission: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM auth_api_key WHERE user_id IS NULL AND JSON_CONTAINS(rights, ?) LIMIT 1';
    return (await this.database.row(sql, [JSON.stringify(permission)])) !== undefined;
  }

  /** If several nodes record the use concurrently, one of them writes. */
  async used(id: string): Promise<void> {
    await this.database.write(`UPDATE auth_api_key SET last_used_at = UTC_TIMESTAMP(3) WHERE id = ? AND ${IDLE}`, [
      idToBytes(id),
    ]);
  }

  /** Returns false if the key does not exist. */
  async remove(id: string, userId: string | null): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_api_key WHERE id = ? AND user_id <=> ?', [
      idToBytes(id),
      bytesOf(userId),
    ]);
    return affectedRows === 1;
  }

  async removeAllOf(userId: string): Promise<void> {
    await this.database.write('DELETE FROM auth_api_key WHERE user_id = ?', [idToBytes(userId)]);
  }

  async removeExpired(): Promise<number> {
    const { affectedRows } = await this.database.write(
      'DELETE FROM auth_api_key WHERE expires_at < UTC_TIMESTAMP(3) LIMIT 1000',
    );
    return affectedRows;
  }
}

interface PresentedRow {
  key_hash: Buffer;
  id: Buffer;
  user_id: Buffer | null;
  rights: string[] | string;
  is_idle: number;
}

interface StoredRow {
  id: Buffer;
  made_by: Buffer;
  name: string;
  prefix: Buffer;
  rights: string[] | string;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
}

function storedOf(row: StoredRow): StoredKey {
  return {
    id: idFromBytes(row.id),
    madeBy: idFromBytes(row.made_by),
    name: row.name,
    prefix: row.prefix.toString(),
    rights: listOf(row.rights),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
  };
}

function listOf(rights: string[] | string): string[] {
  return typeof rights === 'string' ? (JSON.parse(rights) as string[]) : rights;
}

function bytesOf(id: string | null): Buffer | null {
  return id === null ? null : idToBytes(id);
}
