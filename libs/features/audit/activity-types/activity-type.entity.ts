import { Entity } from 'typeorm';
import { CountColumn, JsonColumn, PrimaryTextColumn, TextColumn, TimeColumn } from '@platform/persistence/columns';
import type { Schema } from '@platform/json-schema/schema-walk.rule';

/** The row of a removed type remains without a schema, so that its version never starts again. */
@Entity('audit_activity_type')
export class ActivityTypeEntity {
  @PrimaryTextColumn(100) type: string;
  @CountColumn() version: number;
  @JsonColumn({ name: 'document', nullable: true }) schema: Schema | null;
  @TextColumn(200) description: string;
  @TimeColumn({ name: 'changed_at' }) changedAt: Date;
}
