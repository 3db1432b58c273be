import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NEXT_VERSION, NOW } from '@platform/persistence/entity-table';
import { retryIfDuplicate } from '@platform/persistence/failures';
import { Table } from '@platform/persistence/table';
import { NotificationTypeEntity } from './notification-type.entity';

export type StoredType = Readonly<NotificationTypeEntity>;
export type TypeContent = Pick<StoredType, 'topic' | 'channels' | 'fields' | 'texts'>;

@Injectable()
export class NotificationTypeRepository {
  private readonly types: Table<NotificationTypeEntity>;

  constructor(private readonly database: Database) {
    this.types = new Table(database, NotificationTypeEntity);
  }

  /** Their number is limited. */
  all(): Promise<StoredType[]> {
    return this.types.select('ORDER BY type');
  }

  find(type: string): Promise<StoredType | undefined> {
    return this.types.read({ type });
  }

  lock(type: string): Promise<StoredType | undefined> {
    return this.types.selectOne('WHERE type = ? FOR UPDATE', [type]);
  }

  add(type: string, content: TypeContent): Promise<void> {
    return this.types.insert({ type, version: 1, ...content, changedAt: NOW }, retryIfDuplicate);
  }

  change(type: string, content: TypeContent): Promise<void> {
    return this.types.update({ type }, { ...content, version: NEXT_VERSION, changedAt: NOW });
  }

  remove(type: string): Promise<void> {
    return this.types.remove({ type });
  }

  async isTopicUsed(topic: string): Promise<boolean> {
    return (await this.types.selectOnly(['type'], 'WHERE topic = ? LIMIT 1', [topic])).length > 0;
  }

  async count(): Promise<number> {
    const row = await this.database.row<{ n: number }>('SELECT COUNT(*) AS n FROM communications_type');
    return Number(row?.n);
  }
}
