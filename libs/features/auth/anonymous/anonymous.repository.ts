import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idToBytes } from '@platform/persistence/ids';

@Injectable()
export class AnonymousRepository {
  constructor(private readonly database: Database) {}

  async add(userId: string): Promise<void> {
    await this.database.write('INSERT INTO auth_anonymous (user_id, created_at) VALUES (?, UTC_TIMESTAMP(3))', [
      idToBytes(userId),
    ]);
  }

  async since(userId: string): Promise<Date | undefined> {
    const row = await this.database.row<{ created_at: Date }>(
      'SELECT created_at FROM auth_anonymous WHERE user_id = ?',
      [idToBytes(userId)],
    );
    return row?.created_at;
  }

  /** Returns true for exactly one caller. */
  async remove(userId: string): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_anonymous WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return affectedRows === 1;
  }
}
