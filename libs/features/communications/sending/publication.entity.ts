import { Entity, Index } from 'typeorm';
import type { UserId } from '@platform/ids/ids';
import {
  CountColumn,
  ExactTextColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import { MAX_TYPE_LENGTH } from '@platform/notifications/define-notification';
import type { TopicId } from '../catalogue/topic.entity';
import type { PublicationId } from './publication-id';

/** `cancelled`: its topic or type was deleted before all recipients were notified. */
export type PublicationState = 'sending' | 'sent' | 'cancelled';

/** A notification that the app sends to some users or to the subscribers of a topic. */
@Entity('communications_publication')
@Index('communications_publication_actor', ['actorId'])
@Index('communications_publication_created', ['createdAt'])
export class PublicationEntity {
  @PrimaryIdColumn() id: PublicationId;
  @TextColumn(MAX_TYPE_LENGTH) type: string;
  /** Null if users were named. */
  @IdColumn({ name: 'topic_id', nullable: true }) topicId: TopicId | null;
  @ExactTextColumn(9) state: PublicationState;
  /** The user who caused it. */
  @IdColumn({ name: 'actor_id', nullable: true }) actorId: UserId | null;
  /** Null once it is sent. */
  @SealedColumn(16_000, { name: 'content_sealed', nullable: true }) contentSealed: Buffer | null;
  /** The last subscriber who was notified. */
  @IdColumn({ name: 'last_user_id', nullable: true }) lastUserId: UserId | null;
  @CountColumn() notified: number;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'ended_at', nullable: true }) endedAt: Date | null;
}
