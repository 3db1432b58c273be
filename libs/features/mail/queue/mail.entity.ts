import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  ExactTextColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { UserId } from '@platform/ids/ids';
import type { MailId } from './mail-id';

export type MailState = 'waiting' | 'sent' | 'expired' | 'failed' | 'suppressed';

@Entity('mail_message')
@Index('mail_message_user', ['userId'])
@Index('mail_message_state', ['state', 'settledAt'])
@Index('mail_message_recipient', ['recipientIndex'])
export class MailEntity {
  @PrimaryIdColumn() id: MailId;
  @IdColumn({ name: 'user_id', nullable: true }) userId: UserId | null;
  @TextColumn(80) kind: string;
  @TextColumn(35) language: string;
  @ExactTextColumn(16) state: MailState;
  @CountColumn() attempts: number;
  @TextColumn(300, { name: 'last_answer', nullable: true }) lastAnswer: string | null;
  @TextColumn(320, { name: 'message_id' }) messageId: string;
  @SealedColumn(8192, { nullable: true }) content: Buffer | null;
  /** Null in mails of earlier versions. */
  @HashColumn({ name: 'recipient_index', nullable: true }) recipientIndex: Buffer | null;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'tried_until' }) triedUntil: Date;
  @TimeColumn({ name: 'expires_at', nullable: true }) expiresAt: Date | null;
  @TimeColumn({ name: 'settled_at', nullable: true }) settledAt: Date | null;
}
