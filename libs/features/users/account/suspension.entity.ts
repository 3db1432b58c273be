import { Entity } from 'typeorm';
import { IdColumn, PrimaryIdColumn, SealedColumn, TimeColumn } from '@platform/persistence/columns';

/** Why an account is suspended; until when is a column of the account itself. */
@Entity('users_suspension')
export class SuspensionEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: string;
  @SealedColumn(2100, { name: 'reason_sealed' }) reasonSealed: Buffer;
  /** The user, or the key of the app. */
  @IdColumn({ name: 'suspended_by' }) suspendedBy: string;
  @TimeColumn({ name: 'suspended_at' }) suspendedAt: Date;
}
