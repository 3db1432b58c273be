import { Entity } from 'typeorm';
import { IdColumn, PrimaryIdColumn, SealedColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId, ApiKeyId } from '@platform/ids/ids';

/** The reason of a suspension. Its end is stored in the account. */
@Entity('users_suspension')
export class SuspensionEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @SealedColumn(2100, { name: 'reason_sealed' }) reasonSealed: Buffer;
  /** The administrator, or the API key of the app. */
  @IdColumn({ name: 'suspended_by' }) suspendedBy: UserId | ApiKeyId;
  @TimeColumn({ name: 'suspended_at' }) suspendedAt: Date;
}
