import { Entity, Index } from 'typeorm';
import type { UserId } from '@platform/ids/ids';
import {
  ExactTextColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { SuppressionId } from './suppression-id';
import type { SuppressionReason } from './suppression-reason';

/** An address to which emails are not sent, because one bounced or its recipient complained. */
@Entity('mail_suppression')
@Index('mail_suppression_address', ['addressIndex'], { unique: true })
@Index('mail_suppression_key', ['indexKey'])
@Index('mail_suppression_user', ['userId', 'id'])
export class SuppressionEntity {
  @PrimaryIdColumn() id: SuppressionId;
  /** The user who had the address when it was suppressed. */
  @IdColumn({ name: 'user_id', nullable: true }) userId: UserId | null;
  /** Null in a restored row until a job has filled it. */
  @HashColumn({ name: 'address_index', nullable: true }) addressIndex: Buffer | null;
  @TextColumn(64, { name: 'index_key', nullable: true }) indexKey: string | null;
  @SealedColumn(320, { name: 'address_sealed' }) addressSealed: Buffer;
  @ExactTextColumn(16) reason: SuppressionReason;
  @ExactTextColumn(16) provider: string;
  @TextColumn(200, { nullable: true }) diagnostic: string | null;
  @TimeColumn() since: Date;
}
