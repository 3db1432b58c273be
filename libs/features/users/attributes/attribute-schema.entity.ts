import { Entity, Index } from 'typeorm';
import { CountColumn, JsonColumn, PrimaryIdColumn, TimeColumn } from '@platform/persistence/columns';
import type { Schema } from '@platform/json-schema/schema-walk.rule';
import type { AccessMap } from '@platform/access/field-access.rule';

/** All versions of the schema. The newest one applies. */
@Entity('users_attribute_schema')
@Index('users_attribute_schema_version', ['version'], { unique: true })
export class AttributeSchemaEntity {
  @PrimaryIdColumn() id: string;
  @CountColumn() version: number;
  @JsonColumn({ name: 'document' }) schema: Schema;
  @JsonColumn() access: AccessMap;
  @TimeColumn({ name: 'created_at', nullable: true }) createdAt: Date | null;
}
