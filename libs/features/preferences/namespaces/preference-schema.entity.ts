import { Entity } from 'typeorm';
import { CountColumn, JsonColumn, PrimaryTextColumn, TimeColumn } from '@platform/persistence/columns';
import type { AccessMap } from '@platform/access/field-access.rule';
import type { Schema } from '@platform/json-schema/schema-walk.rule';
import type { Values } from '../values.rule';
import type { VersionsOfKeys } from './namespace-rules.rule';

/** The row of a removed schema remains, without a schema, so that version numbers are never reused. */
@Entity('preferences_schema')
export class PreferenceSchemaEntity {
  @PrimaryTextColumn(40) namespace: string;
  @CountColumn() version: number;
  @JsonColumn({ name: 'document', nullable: true }) schema: Schema | null;
  /** The defaults that were registered beside the schema. */
  @JsonColumn({ nullable: true }) defaults: Values | null;
  /** Who can read and write each current and removed property. */
  @JsonColumn() access: AccessMap;
  /** The version since which users cannot write a key. */
  @JsonColumn() tightened: VersionsOfKeys;
  /** The version since which staff can read a key. */
  @JsonColumn({ nullable: true }) opened: VersionsOfKeys | null;
  @TimeColumn({ name: 'changed_at' }) changedAt: Date;
}
