import { Entity, Index } from 'typeorm';
import { IdColumn, PrimaryIdColumn, SealedColumn, TimeColumn } from '@platform/persistence/columns';
import type { ApiKeyId, UserId } from '@platform/ids/ids';
import type { LegalHoldId } from './legal-hold-id';

/** Postpones the erasure of a user. */
@Entity('privacy_legal_hold')
@Index('privacy_legal_hold_user', ['userId', 'id'])
export class LegalHoldEntity {
  @PrimaryIdColumn() id: LegalHoldId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @SealedColumn(2100, { name: 'reason_sealed' }) reasonSealed: Buffer;
  @IdColumn({ name: 'held_by' }) heldBy: UserId | ApiKeyId;
  @TimeColumn({ name: 'held_since' }) heldSince: Date;
}
