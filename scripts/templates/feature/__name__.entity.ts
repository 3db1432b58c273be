import { Entity, Index } from 'typeorm';
import { IdColumn, PrimaryIdColumn, SealedColumn, TimeColumn } from '@platform/persistence/columns';

@Entity('__name___entry')
@Index('__name___entry_user', ['userId', 'id'])
export class __Name__EntryEntity {
  @PrimaryIdColumn() id: string;
  @IdColumn({ name: 'user_id' }) userId: string;
  /** At most 500 characters of 4 bytes each, and what sealing adds. */
  @SealedColumn(2100, { name: 'text_sealed' }) textSealed: Buffer;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
