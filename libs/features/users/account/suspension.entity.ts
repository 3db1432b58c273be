import { Entity } from 'typeorm';
import { IdColumn, PrimaryIdColumn, SealedColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId, ApiKeyId } from '@platform/ids/ids';

/** Why an account is suspended; until when is a column of the account itself. */
@Entity('users_suspension')
export class SuspensionEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  @SealedColumn(2100, { name: 'reason_sealed' }) reasonSealed: Buffer;
  /** The user, or the key of the app. */
  @IdColumn({ name: 'suspended_by' }) suspendedBy: UserId | ApiKeyId;
  @TimeColumn({ name: 'suspended_at' }) suspendedAt: Date;
}
