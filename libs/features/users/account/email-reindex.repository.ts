import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';

export interface IndexedUser {
  readonly userId: UserId;
  /** Whether the address has no entry for the current key yet. */
  readonly isMissing: boolean;
}

const DUMMY_USER_ID = Buffer.alloc(16);

/** The queries by key ID that the rotation of the blind-index key needs. */
@Injectable()
export class EmailReindexRepository {
  constructor(private readonly database: Database) {}

  /** Returns the next users that have an entry for this key, by user ID. */
  async indexedUnder(
    keyId: string,
    currentKeyId: string,
    after: string | undefined,
    limit: number,
  ): Promise<IndexedUser[]> {
    const rows = await this.database.rows<{ user_id: Buffer; current: Buffer | null }>(
      `SELECT former.user_id, present.email_index AS current
       FROM (SELECT user_id FROM users_email_index WHERE key_id = ? AND user_id > ? ORDER BY user_id LIMIT ${Math.trunc(limit)}) former
       LEFT JOIN users_email_index present ON present.key_id = ? AND present.user_id = former.user_id
       ORDER BY former.user_id`,
      [keyId, after === undefined ? DUMMY_USER_ID : idToBytes(after), currentKeyId],
    );
    return rows.map((row) => ({ userId: idFromBytes(row.user_id), isMissing: row.current === null }));
  }

  /** Returns the next users whose rows have no domain index yet, by user ID. */
  async withoutDomain(after: string | undefined, limit: number): Promise<UserId[]> {
    const rows = await this.database.rows<{ user_id: Buffer }>(
      `SELECT DISTINCT user_id FROM users_email_index WHERE domain_index IS NULL AND user_id > ?
       ORDER BY user_id LIMIT ${Math.trunc(limit)}`,
      [after === undefined ? DUMMY_USER_ID : idToBytes(after)],
    );
    return rows.map((row) => idFromBytes(row.user_id));
  }

  async keyIds(): Promise<string[]> {
    return (await this.database.rows<{ key_id: string }>('SELECT DISTINCT key_id FROM users_email_index')).map(
      (row) => row.key_id,
    );
  }

  async removeOf(keyId: string, limit: number): Promise<number> {
    const { affectedRows } = await this.database.write(
      `DELETE FROM users_email_index WHERE key_id = ? LIMIT ${Math.trunc(limit)}`,
      [keyId],
    );
    return affectedRows;
  }
}
