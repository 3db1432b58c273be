import { Injectable } from '@nestjs/common';
import { derivedId } from '@platform/ids/derived-id';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import { Database, placeholders } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { retryIfDuplicate } from '@platform/persistence/failures';
import { Table } from '@platform/persistence/table';
import type { TopicId } from '../catalogue/topic.entity';
import { SubscriptionEntity, type SubscriptionId } from './subscription.entity';

export type Subscription = Readonly<SubscriptionEntity>;

@Injectable()
export class SubscriptionRepository {
  private readonly subscriptions: Table<SubscriptionEntity>;

  constructor(private readonly database: Database) {
    this.subscriptions = new Table(database, SubscriptionEntity);
  }

  of(userId: UserId): Promise<Subscription[]> {
    return this.subscriptions.select('WHERE user_id = ?', [idToBytes(userId)]);
  }

  find(userId: UserId, topicId: TopicId): Promise<Subscription | undefined> {
    return this.subscriptions.read({ id: idOf(userId, topicId) });
  }

  add(userId: UserId, topicId: TopicId, since: Date, confirmedAt: Date | null): Promise<void> {
    const row = { id: idOf(userId, topicId), userId, topicId, since, confirmedAt };
    return this.subscriptions.insert(row, retryIfDuplicate);
  }

  confirm(userId: UserId, topicId: TopicId): Promise<void> {
    return this.subscriptions.update({ id: idOf(userId, topicId) }, { confirmedAt: NOW });
  }

  remove(userId: UserId, topicId: TopicId): Promise<void> {
    return this.subscriptions.remove({ id: idOf(userId, topicId) });
  }

  /** The next subscribers of a topic who have confirmed it, in the order of their IDs. */
  async usersOf(topicId: TopicId, after: UserId | null, limit: number): Promise<UserId[]> {
    const condition = after === null ? '' : ' AND user_id > ?';
    const rows = await this.database.rows<{ user_id: Buffer }>(
      `SELECT user_id FROM communications_subscription WHERE topic_id = ? AND confirmed_at IS NOT NULL${condition}
       ORDER BY user_id LIMIT ${Math.trunc(limit)}`,
      [idToBytes(topicId), ...(after === null ? [] : [idToBytes(after)])],
    );
    return rows.map((row) => idFromBytes<UserId>(row.user_id));
  }

  /** Those of the users who have subscribed to a topic and confirmed it. */
  async subscribersAmong(topicId: TopicId, userIds: readonly UserId[]): Promise<UserId[]> {
    if (userIds.length === 0) return [];
    const { marks, padded } = placeholders(userIds.map((userId) => idToBytes(idOf(userId, topicId))));
    const rows = await this.subscriptions.select(`WHERE id IN (${marks}) AND confirmed_at IS NOT NULL`, padded);
    return rows.map(({ userId }) => userId);
  }

  /** Deletes some subscriptions of a topic, and returns their number. */
  async removeSome(topicId: TopicId, limit: number): Promise<number> {
    const { affectedRows } = await this.database.write(
      `DELETE FROM communications_subscription WHERE topic_id = ? LIMIT ${Math.trunc(limit)}`,
      [idToBytes(topicId)],
    );
    return affectedRows;
  }
}

function idOf(userId: UserId, topicId: TopicId): SubscriptionId {
  return derivedId(`subscription:${userId}:${topicId}`);
}
