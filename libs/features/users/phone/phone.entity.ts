import { Entity } from 'typeorm';
import { PrimaryIdColumn, SealedColumn, TimeColumn } from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';

/** The verified phone number of an account. */
@Entity('users_phone')
export class PhoneEntity {
  @PrimaryIdColumn({ name: 'user_id' }) userId: UserId;
  /** In E.164. */
  @SealedColumn(128, { name: 'number_sealed' }) number: Buffer;
  @TimeColumn({ name: 'verified_at' }) verifiedAt: Date;
}
