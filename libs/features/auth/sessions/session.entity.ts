import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  ExactTextColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId, SessionId } from '@platform/ids/ids';

export type Transport = 'body' | 'cookie';
export type EndReason =
  | 'signed_out'
  | 'revoked'
  | 'password_changed'
  | 'password_reset'
  | 'email_change_undone'
  | 'suspended'
  | 'account_closed'
  | 'second_factor_on'
  | 'second_factor_changed'
  | 'second_factor_removed'
  | 'ended_by_staff'
  | 'given_up'
  | 'token_reused';

/** One sign-in on one device, with one family of refresh tokens. */
@Entity('auth_session')
@Index('auth_session_user', ['userId', 'id'])
@Index('auth_session_expires', ['expiresAt'])
export class SessionEntity {
  @PrimaryIdColumn() id: SessionId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @ExactTextColumn(8) transport: Transport;
  @CountColumn() generation: number;
  @HashColumn({ name: 'current_hash' }) currentHash: Buffer;
  @HashColumn({ name: 'previous_hash', nullable: true }) previousHash: Buffer | null;
  @TimeColumn({ name: 'rotated_at' }) rotatedAt: Date;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'last_used_at' }) lastUsedAt: Date;
  @TimeColumn({ name: 'expires_at' }) expiresAt: Date;
  @TimeColumn({ name: 'stepped_up_at' }) steppedUpAt: Date;
  @TimeColumn({ name: 'ended_at', nullable: true }) endedAt: Date | null;
  @ExactTextColumn(32, { name: 'end_reason', nullable: true }) endReason: EndReason | null;
  @SealedColumn(1024, { name: 'origin_sealed' }) originSealed: Buffer;
}
