import { Entity } from 'typeorm';
import type { Id } from '@platform/ids/ids';
import type { TopicNames } from '@platform/notifications/topics';
import {
  CountColumn,
  FlagColumn,
  IdColumn,
  JsonColumn,
  PrimaryTextColumn,
  TimeColumn,
} from '@platform/persistence/columns';

export type TopicId = Id<'topic'>;

/** A topic of the app, to which users can subscribe. */
@Entity('communications_topic')
export class TopicEntity {
  @PrimaryTextColumn(40) topic: string;
  /** Subscriptions contain it, so that a new topic with the name of a deleted one has none. */
  @IdColumn() id: TopicId;
  @CountColumn() version: number;
  /** Whether a subscription begins only after the user has confirmed it by email. */
  @FlagColumn({ name: 'double_opt_in' }) doubleOptIn: boolean;
  @JsonColumn() names: readonly TopicNames[];
  @TimeColumn({ name: 'changed_at' }) changedAt: Date;
}
