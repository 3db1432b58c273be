import { Entity, Index } from 'typeorm';
import type { Id, UserId } from '@platform/ids/ids';
import { IdColumn, PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';
import type { TopicId } from '../catalogue/topic.entity';

export type SubscriptionId = Id<'subscription'>;

/** The subscription of one user to one topic. */
@Entity('communications_subscription')
@Index('communications_subscription_topic', ['topicId', 'userId'])
@Index('communications_subscription_user', ['userId', 'topicId'], { unique: true })
export class SubscriptionEntity {
  @PrimaryIdColumn() id: SubscriptionId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @IdColumn({ name: 'topic_id' }) topicId: TopicId;
  @TimeColumn() since: Date;
  /** Null until the user has confirmed it. Nothing is sent before. */
  @TimeColumn({ name: 'confirmed_at', nullable: true }) confirmedAt: Date | null;
}
