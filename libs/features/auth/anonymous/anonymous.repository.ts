import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { AnonymousEntity } from './anonymous.entity';

@Injectable()
export class AnonymousRepository {
  private readonly anonymous: Table<AnonymousEntity>;

  constructor(private readonly database: Database) {
    this.anonymous = new Table(database, AnonymousEntity);
  }

  async add(userId: UserId): Promise<void> {
    await this.anonymous.insert({ userId, createdAt: NOW });
  }

  async since(userId: UserId): Promise<Date | undefined> {
    return (await this.anonymous.read({ userId }))?.createdAt;
  }

  /** Returns true for exactly one caller. */
  async remove(userId: UserId): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_anonymous WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return affectedRows === 1;
  }
}
