import { Entity, Index } from 'typeorm';
import {
  ExactTextColumn,
  HashColumn,
  IdColumn,
  IdsColumn,
  PrimarySequenceColumn,
  SealedColumn,
  SmallColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { ApiKeyId, UserId } from '@platform/ids/ids';

export type ActorKind = 'user' | 'app' | 'system' | 'unknown';

@Entity('event_log')
@Index('event_log_id', ['id'])
@Index('event_log_subject', ['subjectId', 'id'])
@Index('event_log_actor', ['actorId', 'id'])
@Index('event_log_type', ['type', 'id'])
export class EventEntity {
  @PrimarySequenceColumn() seq: number;
  @IdColumn() id: string;
  @TimeColumn() at: Date;
  @TextColumn(100) type: string;
  /** The version of the facts and changes. */
  @SmallColumn() version: number;
  @ExactTextColumn(8, { name: 'actor_kind' }) actorKind: ActorKind;
  /** The user, or the API key of the app. */
  @IdColumn({ name: 'actor_id', nullable: true }) actorId: UserId | ApiKeyId | null;
  /** The API key with which the user acted. */
  @IdColumn({ name: 'key_id', nullable: true }) keyId: ApiKeyId | null;
  /** The user on whose behalf the actor acted. */
  @IdColumn({ name: 'on_behalf_of', nullable: true }) onBehalfOf: UserId | null;
  @IdColumn({ name: 'subject_id', nullable: true }) subjectId: UserId | null;
  @IdsColumn(100, { name: 'other_subjects' }) otherSubjects: readonly UserId[] | null;
  @IdColumn({ name: 'request_id', nullable: true }) requestId: string | null;
  @ExactTextColumn(8192) facts: string;
  @SealedColumn(1_000_000, { name: 'changes_sealed', nullable: true }) changesSealed: Buffer | null;
  @SealedColumn(1024, { name: 'origin_sealed', nullable: true }) originSealed: Buffer | null;
  /** The version of the format of the leaf hash. */
  @SmallColumn() format: number;
  @HashColumn({ name: 'leaf_hash' }) leafHash: Buffer;
}
