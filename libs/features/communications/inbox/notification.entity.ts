import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  ExactTextColumn,
  FlagColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';
import type { NotificationState } from './inbox-state.rule';
import type { NotificationId } from './notification-id';

/**
 * One notification of one user. Of a group only the newest one is listed, which counts the users who caused the group;
 * the others are in the state `grouped`.
 */
@Entity('communications_notification')
@Index('communications_notification_listed', ['userId', 'isListed', 'id'])
@Index('communications_notification_state', ['userId', 'state', 'id'])
@Index('communications_notification_group', ['groupKey', 'state'])
@Index('communications_notification_actor', ['actorId', 'groupId'])
@Index('communications_notification_expires', ['expiresAt'])
export class NotificationEntity {
  @PrimaryIdColumn() id: NotificationId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @IdColumn({ name: 'actor_id', nullable: true }) actorId: UserId | null;
  @TextColumn(80) type: string;
  @TextColumn(40) topic: string;
  @ExactTextColumn(8) state: NotificationState;
  /** Whether it is neither archived nor part of a group whose newest notification is listed. */
  @FlagColumn({ name: 'is_listed' }) isListed: boolean;
  /** What the notifications of a group have in common; null if it belongs to no group. */
  @IdColumn({ name: 'group_key', nullable: true }) groupKey: string | null;
  /** The first notification of the group. After a group was read, a new one begins. */
  @IdColumn({ name: 'group_id', nullable: true }) groupId: NotificationId | null;
  /** How many users caused the group, up to this notification. */
  @CountColumn() people: number;
  @SealedColumn(16_000, { name: 'content_sealed' }) contentSealed: Buffer;
  @TimeColumn({ name: 'read_at', nullable: true }) readAt: Date | null;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'expires_at' }) expiresAt: Date;
}
