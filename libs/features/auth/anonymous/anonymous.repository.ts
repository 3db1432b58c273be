import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { idToBytes } from '@platform/persistence/ids';
import { Table } from '@platform/persistence/table';
import { AnonymousEntity } from './anonymous.entity';

@Injectable()
export class AnonymousRepository {
  private readonly anonymous: Table<AnonymousEntity>;

  constructor(private readonly database: Database) {
    this.anonymous = new Table(database, AnonymousEntity);
  }

  async add(userId: string): Promise<void> {
    await this.anonymous.insert({ userId, createdAt: NOW });
  }

  async since(userId: string): Promise<Date | undefined> {
    return (await this.anonymous.read({ userId }))?.createdAt;
  }

  /** Returns true for exactly one caller. */
  async remove(userId: string): Promise<boolean> {
    const { affectedRows } = await this.database.write('DELETE FROM auth_anonymous WHERE user_id = ?', [
      idToBytes(userId),
    ]);
    return affectedRows === 1;
  }
}
