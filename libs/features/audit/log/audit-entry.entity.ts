import { Entity, Index } from 'typeorm';
import {
  ExactTextColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  SmallColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId, ApiKeyId } from '@platform/ids/ids';

export type ActorKind = 'user' | 'app' | 'system' | 'unknown';

@Entity('audit_entry')
@Index('audit_entry_subject', ['subjectId', 'id'])
@Index('audit_entry_actor', ['actorId', 'id'])
@Index('audit_entry_action', ['action', 'id'])
export class AuditEntryEntity {
  @PrimaryIdColumn() id: string;
  @TimeColumn() at: Date;
  @TextColumn(100) action: string;
  @ExactTextColumn(8, { name: 'actor_kind' }) actorKind: ActorKind;
  /** The user, or the API key of the app. */
  @IdColumn({ name: 'actor_id', nullable: true }) actorId: UserId | ApiKeyId | null;
  /** The user on whose behalf the actor acted. */
  @IdColumn({ name: 'on_behalf_of', nullable: true }) onBehalfOf: UserId | null;
  @IdColumn({ name: 'subject_id', nullable: true }) subjectId: UserId | null;
  @IdColumn({ name: 'request_id', nullable: true }) requestId: string | null;
  @ExactTextColumn(8192) facts: string;
  @SealedColumn(1_000_000, { name: 'changes_sealed', nullable: true }) changesSealed: Buffer | null;
  @SealedColumn(1024, { name: 'origin_sealed', nullable: true }) originSealed: Buffer | null;
  @SmallColumn() format: number;
  @HashColumn({ name: 'leaf_hash' }) leafHash: Buffer;
}
