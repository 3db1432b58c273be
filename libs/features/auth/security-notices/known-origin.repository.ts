import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/persistence/ids';
import { RowsByKey } from '@platform/persistence/rows-by-key';

@Injectable()
export class KnownOriginRepository {
  private readonly rows: RowsByKey<{ user_id: Buffer; seen_sealed: Buffer }>;

  constructor(private readonly database: Database) {
    this.rows = new RowsByKey(
      database,
      'SELECT user_id, seen_sealed FROM auth_known_origin WHERE user_id IN (?)',
      (row) => row.user_id,
    );
  }

  async toChange(userId: string): Promise<Buffer | undefined> {
    return (await this.rows.toChangeFirst(idToBytes(userId)))?.seen_sealed;
  }

  async find(userId: string): Promise<Buffer | undefined> {
    return (await this.rows.one(idToBytes(userId)))?.seen_sealed;
  }

  async replace(userId: string, from: Buffer, to: Buffer): Promise<void> {
    await this.database.updateDeferred(
      'UPDATE auth_known_origin SET seen_sealed = ? WHERE user_id = ? AND seen_sealed = ?',
      [to, idToBytes(userId), from],
    );
  }

  /** Of two concurrent first sign-ins the later write wins. */
  async add(userId: string, sealed: Buffer): Promise<void> {
    await this.database.writeDeferred(
      `INSERT INTO auth_known_origin (user_id, seen_sealed) VALUES (?, ?)
       ON DUPLICATE KEY UPDATE seen_sealed = VALUES(seen_sealed)`,
      [idToBytes(userId), sealed],
    );
  }

  async remove(userId: string): Promise<void> {
    await this.database.write('DELETE FROM auth_known_origin WHERE user_id = ?', [idToBytes(userId)]);
  }
}
