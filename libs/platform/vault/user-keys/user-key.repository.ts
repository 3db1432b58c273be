import { Injectable } from '@nestjs/common';
import { placeholders } from '@platform/persistence/database';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { KeysDatabase } from '../keys-database/keys-database';

export interface StoredUserKey {
  readonly userId: Buffer;
  readonly wrapped: Buffer;
  readonly wrappedBy: string;
}

const COLUMNS = 'user_id AS userId, wrapped_key AS wrapped, wrapped_by AS wrappedBy';

@Injectable()
export class UserKeyRepository {
  constructor(private readonly database: KeysDatabase) {}

  /**
   * Returns false if the user already has a key, or if the ring key that wrapped this one has been retired. The shared
   * lock on the ring key delays its retirement until this row can be counted.
   */
  async add({ userId, wrapped, wrappedBy }: StoredUserKey): Promise<boolean> {
    const { affectedRows } = await this.database.write(
      `INSERT IGNORE INTO user_key (user_id, wrapped_key, wrapped_by, created_at)
       SELECT ?, ?, id, UTC_TIMESTAMP(3) FROM ring_key WHERE id = ? AND state <> 'retired' LOCK IN SHARE MODE`,
      [userId, wrapped, wrappedBy],
    );
    return affectedRows === 1;
  }

  /** Adds the keys of new users. Returns false and adds none if the ring key that wrapped them has been retired. */
  async addAll(keys: readonly Omit<StoredUserKey, 'wrappedBy'>[], wrappedBy: string): Promise<boolean> {
    if (keys.length === 0) return true;
    // Outside of an insert MySQL treats the value as text unless it has a type.
    const rows = keys
      .map(() => 'SELECT CAST(? AS BINARY) AS user_id, CAST(? AS BINARY) AS wrapped_key')
      .join(' UNION ALL ');
    const { affectedRows } = await this.database.write(
      `INSERT INTO user_key (user_id, wrapped_key, wrapped_by, created_at)
       SELECT added.user_id, added.wrapped_key, ring_key.id, UTC_TIMESTAMP(3) FROM ring_key JOIN (${rows}) added
       WHERE ring_key.id = ? AND ring_key.state <> 'retired' LOCK IN SHARE MODE`,
      [...keys.flatMap(({ userId, wrapped }) => [userId, wrapped]), wrappedBy],
    );
    return affectedRows > 0;
  }

  async many(userIds: readonly UserId[]): Promise<readonly StoredUserKey[]> {
    const { marks, padded } = placeholders(userIds.map(idToBytes));
    return this.database.rows<StoredUserKey>(`SELECT ${COLUMNS} FROM user_key WHERE user_id IN (${marks})`, padded);
  }

  async createdAt(userId: UserId): Promise<Date | undefined> {
    const row = await this.database.row<{ createdAt: Date }>(
      'SELECT created_at AS createdAt FROM user_key WHERE user_id = ?',
      [idToBytes(userId)],
    );
    return row?.createdAt;
  }

  async delete(userId: UserId): Promise<void> {
    await this.database.write('DELETE FROM user_key WHERE user_id = ?', [idToBytes(userId)]);
  }

  /** The number of users' keys that each ring key wraps. */
  async countByRingKey(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.rows<{ id: string; n: number }>(
      'SELECT wrapped_by AS id, COUNT(*) AS n FROM user_key GROUP BY wrapped_by',
    );
    return new Map(rows.map(({ id, n }) => [id, Number(n)]));
  }

  async batchWrappedBy(ringKeyId: string, after: Buffer, size: number): Promise<readonly StoredUserKey[]> {
    return this.database.rows<StoredUserKey>(
      `SELECT ${COLUMNS} FROM user_key WHERE wrapped_by = ? AND user_id > ? ORDER BY user_id LIMIT ${Number(size)}`,
      [ringKeyId, after],
    );
  }

  /**
   * Replaces the wrapping of the keys that `formerId` still wraps, in one transaction. A key that was destroyed or
   * re-wrapped by another node in the meantime is not changed. Returns the number of replaced keys.
   */
  async replaceWrapping(keys: readonly StoredUserKey[], formerId: string, currentId: string): Promise<number> {
    return this.database.transactions.run(async () => {
      // As in `add`: a run that was paused must not wrap with a key whose material has been deleted.
      const usable = await this.database.rows(
        "SELECT id FROM ring_key WHERE id = ? AND state <> 'retired' LOCK IN SHARE MODE",
        [currentId],
      );
      if (usable.length === 0) throw new Error(`The sealing key ${currentId} has been retired in the meantime.`);
      let replaced = 0;
      for (const { userId, wrapped } of keys) {
        const { affectedRows } = await this.database.write(
          'UPDATE user_key SET wrapped_key = ?, wrapped_by = ? WHERE user_id = ? AND wrapped_by = ?',
          [wrapped, currentId, userId, formerId],
        );
        replaced += affectedRows;
      }
      return replaced;
    });
  }
}
