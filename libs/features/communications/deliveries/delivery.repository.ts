import { Injectable } from '@nestjs/common';
import { derivedId } from '@platform/ids/derived-id';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import type { NotificationId } from '../inbox/notification-id';
import { DeliveryEntity, type DeliveryId, type DeliveryState } from './delivery.entity';

export type Delivery = Readonly<DeliveryEntity>;
export type NewDelivery = Omit<Delivery, 'id' | 'state' | 'attempts' | 'reason' | 'createdAt' | 'settledAt'>;

export interface DeliveryCount {
  readonly channel: string;
  readonly state: DeliveryState;
  readonly deliveries: number;
}

@Injectable()
export class DeliveryRepository {
  private readonly deliveries: Table<DeliveryEntity>;

  constructor(private readonly database: Database) {
    this.deliveries = new Table(database, DeliveryEntity);
  }

  async add(delivery: NewDelivery): Promise<DeliveryId> {
    const { notificationId, channel, deviceId } = delivery;
    const id = derivedId<DeliveryId>(`delivery:${notificationId}:${channel}:${deviceId ?? ''}`);
    const start = { state: 'waiting' as const, attempts: 0, reason: null, createdAt: NOW, settledAt: null };
    await this.deliveries.insert({ id, ...delivery, ...start });
    return id;
  }

  find(id: DeliveryId): Promise<Delivery | undefined> {
    return this.deliveries.read({ id });
  }

  /** Locks the delivery until the transaction ends; undefined if it is not waiting any more. */
  lockWaiting(id: DeliveryId): Promise<Delivery | undefined> {
    return this.deliveries.selectOne(`WHERE id = ? AND state = 'waiting' FOR UPDATE`, [idToBytes(id)]);
  }

  /** Locks the deliveries of the user that are due together. */
  lockDigest(userId: UserId, dueAt: Date, limit: number): Promise<Delivery[]> {
    return this.deliveries.select(
      `WHERE user_id = ? AND is_digest = 1 AND state = 'waiting' AND due_at <= ?
       ORDER BY notification_id LIMIT ${Math.trunc(limit)} FOR UPDATE`,
      [idToBytes(userId), dueAt],
    );
  }

  async settle(ids: readonly DeliveryId[], state: DeliveryState, reason: string | null = null): Promise<void> {
    await this.deliveries.updateAll('id', ids, { state, reason, settledAt: NOW });
  }

  async postpone(ids: readonly DeliveryId[], dueAt: Date): Promise<void> {
    await this.deliveries.updateAll('id', ids, { dueAt });
  }

  async recordFailure(id: DeliveryId, reason: string): Promise<void> {
    await this.database.write(
      `UPDATE communications_delivery SET attempts = attempts + 1, reason = ? WHERE id = ? AND state = 'waiting'`,
      [reason, idToBytes(id)],
    );
  }

  ofNotification(id: NotificationId): Promise<Delivery[]> {
    return this.deliveries.select('WHERE notification_id = ? ORDER BY channel, id', [idToBytes(id)]);
  }

  async countsOf(sourceId: string): Promise<DeliveryCount[]> {
    const rows = await this.database.rows<{ channel: Buffer; state: Buffer; deliveries: number }>(
      `SELECT channel, state, COUNT(*) AS deliveries FROM communications_delivery
       WHERE source_id = ? GROUP BY channel, state ORDER BY channel, state`,
      [idToBytes(sourceId)],
    );
    return rows.map(({ channel, state, deliveries }) => ({
      channel: String(channel),
      state: String(state) as DeliveryState,
      deliveries: Number(deliveries),
    }));
  }
}
