import { Entity, Index } from 'typeorm';
import { HashColumn, IdColumn, PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';
import type { ApiKeyId, UserId } from '@platform/ids/ids';

/** An event to which its caller gave an ID, so that a repetition is recognised. */
@Entity('audit_client_event')
@Index('audit_client_event_subject', ['subjectId'])
@Index('audit_client_event_created', ['createdAt'])
export class ClientEventEntity {
  @PrimaryIdColumn({ name: 'caller_id' }) callerId: UserId | ApiKeyId;
  @PrimaryIdColumn({ name: 'client_id' }) clientId: string;
  @IdColumn({ name: 'event_id' }) eventId: string;
  @IdColumn({ name: 'subject_id' }) subjectId: UserId;
  @HashColumn({ name: 'content_hash' }) contentHash: Buffer;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
