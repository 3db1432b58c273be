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
import type { __Name__EntryId } from './entry-id';

/** A sealed column has room for 4 bytes for each character, and for what sealing adds. */
@Entity('__snake___entry')
@Index('__snake___entry_user', ['userId', 'id'])
export class __Name__EntryEntity {
  @PrimaryIdColumn() id: __Name__EntryId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @SealedColumn(900, { name: 'title_sealed' }) titleSealed: Buffer;
  @SealedColumn(8100, { name: 'details_sealed', nullable: true }) detailsSealed: Buffer | null;
  /** The ID of the attachment in the file store. */
  @ExactTextColumn(64, { name: 'attachment_file', nullable: true }) attachmentFile: string | null;
  @CountColumn() version: number;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'updated_at' }) updatedAt: Date;
}
