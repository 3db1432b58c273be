import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  ExactTextColumn,
  IdColumn,
  JsonColumn,
  PrimaryIdColumn,
  SealedColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { SessionId, UserId } from '@platform/ids/ids';
import type { Values } from '../values.rule';

/**
 * The preferences of one user in one namespace, or those of one session, which apply to one device. The ID is computed
 * from these three, so that a document is read and locked by its primary key. A document that was reset stays empty, so
 * that its version never starts again.
 */
@Entity('preferences_document')
@Index('preferences_document_user', ['userId', 'id'])
@Index('preferences_document_session', ['sessionId'])
@Index('preferences_document_namespace', ['namespace', 'schemaVersion', 'id'])
export class DocumentEntity {
  @PrimaryIdColumn() id: string;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @IdColumn({ name: 'session_id', nullable: true }) sessionId: SessionId | null;
  @ExactTextColumn(40) namespace: string;
  @JsonColumn() content: Values;
  /** The values of sealed properties, as JSON. */
  @SealedColumn(1_000_000, { name: 'content_sealed', nullable: true }) contentSealed: Buffer | null;
  @CountColumn() version: number;
  /** The version of the schema that the document was last migrated to. */
  @CountColumn({ name: 'schema_version' }) schemaVersion: number;
  @TimeColumn({ name: 'updated_at' }) updatedAt: Date;
}
