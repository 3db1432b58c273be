import { Entity } from 'typeorm';
import { CountColumn, PrimaryTextColumn, SizeColumn, TextColumn, TimeColumn } from '@platform/persistence/columns';

/** The checkpoint that a destination received last. */
@Entity('audit_head')
export class HeadEntity {
  @PrimaryTextColumn(64) destination: string;
  @CountColumn() log: number;
  @SizeColumn() size: number;
  @TimeColumn({ name: 'sent_at', nullable: true }) sentAt: Date | null;
  @TimeColumn({ name: 'tried_at' }) triedAt: Date;
  @TimeColumn({ name: 'failing_since', nullable: true }) failingSince: Date | null;
  @TextColumn(400, { nullable: true }) error: string | null;
}
