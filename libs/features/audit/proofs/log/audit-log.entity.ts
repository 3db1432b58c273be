import { Entity } from 'typeorm';
import { PrimaryCountColumn, SizeColumn, TextColumn, TimeColumn } from '@platform/persistence/columns';

/** One tree over all events. */
@Entity('audit_log')
export class AuditLogEntity {
  @PrimaryCountColumn() number: number;
  /** Identifies the log in its checkpoints. */
  @TextColumn(200) origin: string;
  /** Begins the IDs of its tiles. */
  @TextColumn(40) files: string;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'forked_at', nullable: true }) forkedAt: Date | null;
  @SizeColumn({ name: 'fork_position', nullable: true }) forkPosition: number | null;
  @TextColumn(400, { name: 'fork_cause', nullable: true }) forkCause: string | null;
}
