import { Entity, Index } from 'typeorm';
import type { Id, UserId } from '@platform/ids/ids';
import { IdColumn, PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';
import type { PublicationId } from './publication-id';

/** A user who was named as the recipient of a notification and has not been notified yet. */
@Entity('communications_recipient')
@Index('communications_recipient_publication', ['publicationId', 'userId'])
@Index('communications_recipient_user', ['userId'])
export class RecipientEntity {
  @PrimaryIdColumn() id: Id<'recipient'>;
  @IdColumn({ name: 'publication_id' }) publicationId: PublicationId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
