import { Entity, Index } from 'typeorm';
import type { Id, UserId } from '@platform/ids/ids';
import type { Channel } from '@platform/notifications/channels';
import {
  CountColumn,
  ExactTextColumn,
  FlagColumn,
  IdColumn,
  PrimaryIdColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { NotificationId } from '../inbox/notification-id';

export type DeliveryId = Id<'delivery'>;

/** `cancelled`: when it was due, the user had read the notification, or did not want it any more. */
export type DeliveryState = 'waiting' | 'sent' | 'failed' | 'cancelled';

/** One notification on its way to one user by one channel. */
@Entity('communications_delivery')
@Index('communications_delivery_user', ['userId', 'isDigest', 'state'])
@Index('communications_delivery_notification', ['notificationId'])
@Index('communications_delivery_source', ['sourceId', 'channel', 'state'])
@Index('communications_delivery_created', ['createdAt'])
export class DeliveryEntity {
  @PrimaryIdColumn() id: DeliveryId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @IdColumn({ name: 'notification_id' }) notificationId: NotificationId;
  /** What the user is notified of: an event, or a notification that the app has sent. */
  @IdColumn({ name: 'source_id' }) sourceId: string;
  @ExactTextColumn(5) channel: Channel;
  /** The device that it is sent to; null for channels without devices. */
  @IdColumn({ name: 'device_id', nullable: true }) deviceId: string | null;
  @ExactTextColumn(9) state: DeliveryState;
  /** Whether it is sent together with others. */
  @FlagColumn({ name: 'is_digest' }) isDigest: boolean;
  @FlagColumn({ name: 'only_if_unread' }) onlyIfUnread: boolean;
  @CountColumn() attempts: number;
  /** Why it was not sent. */
  @TextColumn(200, { nullable: true }) reason: string | null;
  @TimeColumn({ name: 'due_at' }) dueAt: Date;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'settled_at', nullable: true }) settledAt: Date | null;
}
