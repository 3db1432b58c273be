import { Entity, Index } from 'typeorm';
import type { Channel } from '@platform/notifications/channels';
import { MAX_TYPE_LENGTH } from '@platform/notifications/define-notification';
import type { NotificationTexts } from '@platform/notifications/notification-texts.rule';
import { CountColumn, JsonColumn, PrimaryTextColumn, TextColumn, TimeColumn } from '@platform/persistence/columns';

/** The templates of a type in one language. */
export interface LanguageTexts extends NotificationTexts {
  readonly language: string;
}

/** A type of notification that the app has defined, or the texts that replace those of a built-in type. */
@Entity('communications_type')
@Index('communications_type_topic', ['topic'])
export class NotificationTypeEntity {
  @PrimaryTextColumn(MAX_TYPE_LENGTH) type: string;
  @CountColumn() version: number;
  @TextColumn(40) topic: string;
  @JsonColumn() channels: readonly Channel[];
  /** The fields of the data that the texts can contain. */
  @JsonColumn() fields: readonly string[];
  @JsonColumn() texts: readonly LanguageTexts[];
  @TimeColumn({ name: 'changed_at' }) changedAt: Date;
}
