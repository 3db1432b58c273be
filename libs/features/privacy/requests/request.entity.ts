import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  ExactTextColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';
import type { PrivacyRequestId, RequestKind, RequestState } from '../privacy-request';

/** A request of a person about their data, which must be answered by a deadline. */
@Entity('privacy_request')
@Index('privacy_request_user', ['userId', 'id'])
@Index('privacy_request_state', ['state', 'id'])
@Index('privacy_request_due', ['state', 'dueAt'])
export class PrivacyRequestEntity {
  @PrimaryIdColumn() id: PrivacyRequestId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @ExactTextColumn(16) kind: RequestKind;
  @ExactTextColumn(16) state: RequestState;
  @SealedColumn(100_000, { name: 'note_sealed', nullable: true }) noteSealed: Buffer | null;
  /** The member of staff who answers it. */
  @IdColumn({ name: 'assignee_id', nullable: true }) assigneeId: UserId | null;
  @TimeColumn({ name: 'due_at' }) dueAt: Date;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'closed_at', nullable: true }) closedAt: Date | null;
  @CountColumn() version: number;
}
