import { Entity, Index } from 'typeorm';
import {
  ExactTextColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  SizeColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';
import type { ExportId } from '../archive/export-id';

export const EXPORT_STATES = ['pending', 'ready', 'failed', 'expired'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** The export of one user. Its file is encrypted with a key that is sealed with the key of the user. */
@Entity('privacy_export')
@Index('privacy_export_pending', ['pendingOf'], { unique: true })
@Index('privacy_export_user', ['userId', 'id'])
@Index('privacy_export_expires', ['state', 'expiresAt'])
@Index('privacy_export_created', ['createdAt'])
export class ExportEntity {
  @PrimaryIdColumn() id: ExportId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  /** The user while the export is pending, so that a user has at most one pending export. */
  @IdColumn({ name: 'pending_of', nullable: true }) pendingOf: UserId | null;
  @TextColumn(8) state: ExportState;
  /** While the export is pending, the file that the current attempt writes. */
  @ExactTextColumn(64, { nullable: true }) file: string | null;
  @SealedColumn(100, { name: 'key_sealed', nullable: true }) keySealed: Buffer | null;
  @SizeColumn({ nullable: true }) size: number | null;
  /** Of the archive as the user downloads it. */
  @HashColumn({ nullable: true }) sha256: Buffer | null;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'ended_at', nullable: true }) endedAt: Date | null;
  @TimeColumn({ name: 'expires_at', nullable: true }) expiresAt: Date | null;
}
