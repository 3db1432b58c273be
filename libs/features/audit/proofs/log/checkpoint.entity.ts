import { Entity, Index } from 'typeorm';
import {
  ExactTextColumn,
  HashColumn,
  PrimaryCountColumn,
  PrimarySizeColumn,
  TimeColumn,
} from '@platform/persistence/columns';

@Entity('audit_checkpoint')
@Index('audit_checkpoint_created', ['createdAt'])
export class CheckpointEntity {
  @PrimaryCountColumn() log: number;
  @PrimarySizeColumn() size: number;
  @HashColumn() root: Buffer;
  /** The signed note. */
  @ExactTextColumn(16_000) note: string;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
