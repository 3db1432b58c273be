import { Entity, Index } from 'typeorm';
import {
  ExactTextColumn,
  FlagColumn,
  JsonColumn,
  PrimaryIdColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { ConsentTextId } from '../consent-text-id';

/** One version of a text, by language. It never changes; the newest version of a purpose applies. */
@Entity('privacy_consent_text')
@Index('privacy_consent_text_version', ['purpose', 'version'], { unique: true })
export class ConsentTextEntity {
  @PrimaryIdColumn() id: ConsentTextId;
  @TextColumn(40) purpose: string;
  @ExactTextColumn(40) version: string;
  @FlagColumn() required: boolean;
  @JsonColumn() texts: Readonly<Record<string, string>>;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
