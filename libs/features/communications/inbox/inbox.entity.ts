import { Entity } from 'typeorm';
import { CountColumn, PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

/** The number of unread notifications of one user, which changes in the same transaction as the notifications. */
@Entity('communications_inbox')
export class InboxEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @CountColumn() unread: number;
  /** Increases with every change of a notification, because each of them locks this row first. */
  @CountColumn() version: number;
  @TimeColumn({ name: 'changed_at' }) changedAt: Date;
}
