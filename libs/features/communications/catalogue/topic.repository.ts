import { Injectable } from '@nestjs/common';
import { idToBytes, newId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { NEXT_VERSION, NOW } from '@platform/persistence/entity-table';
import { retryIfDuplicate } from '@platform/persistence/failures';
import { Table } from '@platform/persistence/table';
import { TopicEntity, type TopicId } from './topic.entity';

export type Topic = Readonly<TopicEntity>;
export type TopicContent = Pick<Topic, 'doubleOptIn' | 'names'>;

@Injectable()
export class TopicRepository {
  private readonly topics: Table<TopicEntity>;

  constructor(private readonly database: Database) {
    this.topics = new Table(database, TopicEntity);
  }

  /** Their number is limited. */
  all(): Promise<Topic[]> {
    return this.topics.select('ORDER BY topic');
  }

  find(topic: string): Promise<Topic | undefined> {
    return this.topics.read({ topic });
  }

  byId(id: TopicId): Promise<Topic | undefined> {
    return this.topics.selectOne('WHERE id = ? LIMIT 1', [idToBytes(id)]);
  }

  async hasId(id: TopicId): Promise<boolean> {
    return (await this.topics.selectOnly(['topic'], 'WHERE id = ? LIMIT 1', [idToBytes(id)])).length > 0;
  }

  lock(topic: string): Promise<Topic | undefined> {
    return this.topics.selectOne('WHERE topic = ? FOR UPDATE', [topic]);
  }

  /** Prevents the deletion of the topic until the transaction ends. */
  shareLock(topic: string): Promise<Topic | undefined> {
    return this.topics.selectOne('WHERE topic = ? LOCK IN SHARE MODE', [topic]);
  }

  add(topic: string, content: TopicContent): Promise<void> {
    return this.topics.insert({ topic, id: newId(), version: 1, ...content, changedAt: NOW }, retryIfDuplicate);
  }

  change(topic: string, content: TopicContent): Promise<void> {
    return this.topics.update({ topic }, { ...content, version: NEXT_VERSION, changedAt: NOW });
  }

  remove(topic: string): Promise<void> {
    return this.topics.remove({ topic });
  }

  async count(): Promise<number> {
    const row = await this.database.row<{ n: number }>('SELECT COUNT(*) AS n FROM communications_topic');
    return Number(row?.n);
  }
}
