import { Entity, Index } from 'typeorm';
import { ExactTextColumn, PrimaryIdColumn, SizeColumn, TextColumn, TimeColumn } from '@platform/persistence/columns';
import type { Id } from '@platform/ids/ids';

export type BackupRunId = Id<'backup run'>;

@Entity('privacy_backup_run')
@Index('privacy_backup_run_state', ['state', 'startedAt'])
@Index('privacy_backup_run_started', ['startedAt'])
export class BackupRunEntity {
  @PrimaryIdColumn() id: BackupRunId;
  @ExactTextColumn(32, { nullable: true }) backup: string | null;
  /** `overdue` is no backup, but a report that there was none. */
  @ExactTextColumn(16) state: 'running' | 'done' | 'failed' | 'overdue';
  @TimeColumn({ name: 'started_at' }) startedAt: Date;
  @TimeColumn({ name: 'ended_at', nullable: true }) endedAt: Date | null;
  @SizeColumn({ name: 'data_bytes', nullable: true }) dataBytes: number | null;
  @SizeColumn({ name: 'keys_bytes', nullable: true }) keysBytes: number | null;
  @TextColumn(500, { nullable: true }) error: string | null;
}
