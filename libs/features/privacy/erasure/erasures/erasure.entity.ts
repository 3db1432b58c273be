import { Entity, Index } from 'typeorm';
import {
  ExactTextColumn,
  FlagColumn,
  IdColumn,
  JsonColumn,
  PrimaryIdColumn,
  SealedColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { AccountState } from '@features/users';
import type { ApiKeyId, UserId } from '@platform/ids/ids';
import type { ErasureCounts, ErasureId, ErasureState, RequesterKind } from './erasure-state';

/** A request to delete an account, and the progress of its erasure. */
@Entity('privacy_erasure')
@Index('privacy_erasure_user', ['userId', 'id'])
@Index('privacy_erasure_state', ['state', 'id'])
@Index('privacy_erasure_due', ['state', 'erasureAt'])
export class ErasureEntity {
  @PrimaryIdColumn() id: ErasureId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @ExactTextColumn(20) state: ErasureState;
  @ExactTextColumn(16, { name: 'requested_by_kind' }) requestedByKind: RequesterKind;
  @IdColumn({ name: 'requested_by', nullable: true }) requestedBy: UserId | ApiKeyId | null;
  @SealedColumn(2100, { name: 'reason_sealed', nullable: true }) reasonSealed: Buffer | null;
  @TimeColumn({ name: 'requested_at' }) requestedAt: Date;
  @FlagColumn({ name: 'is_immediate' }) isImmediate: boolean;
  @TimeColumn({ name: 'erasure_at', nullable: true }) erasureAt: Date | null;
  @ExactTextColumn(16, { name: 'account_state', nullable: true }) accountState: AccountState | null;
  @IdColumn({ name: 'approved_by', nullable: true }) approvedBy: UserId | ApiKeyId | null;
  @JsonColumn({ nullable: true }) counts: ErasureCounts | null;
  @TimeColumn({ name: 'begun_at', nullable: true }) begunAt: Date | null;
  @TimeColumn({ name: 'ended_at', nullable: true }) endedAt: Date | null;
}
