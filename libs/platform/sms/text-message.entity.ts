import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  ExactTextColumn,
  IdColumn,
  PrimaryIdColumn,
  SealedColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { Id, UserId } from '@platform/ids/ids';

export type TextMessageId = Id<'text-message'>;
/**
 * Each kind has limits of its own, so that nobody can use up the codes that an owner needs with messages of another
 * kind: anyone can request a verification, or a sign-in from a network that the owner never used.
 */
export type TextMessageKind = 'verification' | 'sign-in' | 'sign-in-unknown' | 'second-factor' | 'notification';
export type CodeKind = Exclude<TextMessageKind, 'notification'>;
export type TextMessageState = 'waiting' | 'sent' | 'expired' | 'failed';

@Entity('platform_text_message')
@Index('platform_text_message_user', ['userId'])
@Index('platform_text_message_settled', ['settledAt'])
@Index('platform_text_message_state', ['state'])
export class TextMessageEntity {
  @PrimaryIdColumn() id: TextMessageId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @ExactTextColumn(16) kind: TextMessageKind;
  @ExactTextColumn(8) state: TextMessageState;
  @CountColumn() attempts: number;
  @TextColumn(200, { name: 'last_answer', nullable: true }) lastAnswer: string | null;
  /** The number and the text, until the message was sent, expired or failed. */
  @SealedColumn(4096, { name: 'content_sealed', nullable: true }) contentSealed: Buffer | null;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
  @TimeColumn({ name: 'expires_at' }) expiresAt: Date;
  @TimeColumn({ name: 'settled_at', nullable: true }) settledAt: Date | null;
}
