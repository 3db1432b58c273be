import { Entity, Index } from 'typeorm';
import {
  ExactTextColumn,
  FlagColumn,
  HashColumn,
  IdColumn,
  PrimaryIdColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { Id, UserId } from '@platform/ids/ids';
import type { ConsentSource } from '../consent-source';

export type ConsentId = Id<'consent'>;

/** A consent that was given or withdrawn. Rows are never changed; the newest one of a purpose applies. */
@Entity('privacy_consent')
@Index('privacy_consent_user', ['userId', 'purpose', 'createdAt'])
export class ConsentEntity {
  @PrimaryIdColumn() id: ConsentId;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @TextColumn(40) purpose: string;
  @ExactTextColumn(40) version: string;
  @TextColumn(35) locale: string;
  /** The SHA-256 hash of the text that the user has seen. */
  @HashColumn({ name: 'text_hash' }) textHash: Buffer;
  @FlagColumn() given: boolean;
  @ExactTextColumn(16) source: ConsentSource;
  /** Increases for each user and purpose. The order of the IDs depends on the clocks of the nodes. */
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
