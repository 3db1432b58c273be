import { Injectable } from '@nestjs/common';
import type { SqlValue } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes } from '@platform/persistence/ids';

export interface __Name__Entry {
  readonly id: string;
  readonly userId: string;
  readonly textSealed: Buffer;
  readonly createdAt: Date;
}

@Injectable()
export class __Name__Repository {
  constructor(private readonly database: Database) {}

  async add({ id, userId, textSealed, createdAt }: __Name__Entry): Promise<void> {
    await this.database.write('INSERT INTO __name___entry (id, user_id, text_sealed, created_at) VALUES (?, ?, ?, ?)', [
      idToBytes(id),
      idToBytes(userId),
      textSealed,
      createdAt,
    ]);
  }

  async countOf(userId: string): Promise<number> {
    const row = await this.database.row<{ n: number }>('SELECT COUNT(*) AS n FROM __name___entry WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return Number(row?.n ?? 0);
  }

  /** Newest first, from below `before`. Ids grow with time. */
  async find(userId: string, before: string | undefined, limit: number): Promise<__Name__Entry[]> {
    const values: SqlValue[] = [idToBytes(userId), ...(before ? [idToBytes(before)] : [])];
    const rows = await this.database.rows<EntryRow>(
      `SELECT id, user_id, text_sealed, created_at FROM __name___entry
        WHERE user_id = ? ${before ? 'AND id < ?' : ''} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`,
      values,
    );
    return rows.map((row) => ({
      id: idFromBytes(row.id),
      userId: idFromBytes(row.user_id),
      textSealed: row.text_sealed,
      createdAt: row.created_at,
    }));
  }

  /** Answers whether there was such an entry of this user. */
  async remove(userId: string, id: string): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM __name___entry WHERE id = ? AND user_id = ?', [
      idToBytes(id),
      idToBytes(userId),
    ]);
    return affectedRows > 0;
  }

  async removeAllOf(userId: string): Promise<void> {
    await this.database.write('DELETE FROM __name___entry WHERE user_id = ?', [idToBytes(userId)]);
  }
}

interface EntryRow {
  id: Buffer;
  user_id: Buffer;
  text_sealed: Buffer;
  created_at: Date;
}
