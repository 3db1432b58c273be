import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  PrimaryCountColumn,
  PrimaryHashColumn,
  SealedColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { RefusalReason } from './import-refused';

/**
 * The progress of each file. It is written in the transaction of each batch, so it always matches the imported users.
 */
@Entity('import_file')
export class ImportEntity {
  @PrimaryHashColumn() fingerprint: Buffer;
  @CountColumn() records: number;
  @CountColumn() created: number;
  @CountColumn({ name: 'without_password' }) withoutPassword: number;
  @CountColumn() refused: number;
  @CountColumn() lease: number;
  @TimeColumn({ name: 'lease_until' }) leaseUntil: Date;
  @TimeColumn({ name: 'started_at' }) startedAt: Date;
  @TimeColumn({ name: 'finished_at', nullable: true }) finishedAt: Date | null;
}

@Entity('import_refusal')
@Index('import_refusal_at', ['refusedAt'])
export class ImportRefusalEntity {
  @PrimaryHashColumn() fingerprint: Buffer;
  @PrimaryCountColumn() record: number;
  @CountColumn() line: number;
  @TextColumn(40) reason: RefusalReason;
  /** The message and the email address. */
  @SealedColumn(2400, { name: 'details_sealed' }) detailsSealed: Buffer;
  @TimeColumn({ name: 'refused_at' }) refusedAt: Date;
}
