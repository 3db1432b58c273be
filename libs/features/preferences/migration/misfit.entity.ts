import { Entity, Index } from 'typeorm';
import {
  CountColumn,
  ExactTextColumn,
  IdColumn,
  PrimaryIdColumn,
  TextColumn,
  TimeColumn,
} from '@platform/persistence/columns';
import type { Id, UserId } from '@platform/ids/ids';

export type MisfitId = Id<'preference misfit'>;

/** A value that did not match a new version of a schema and was reset. The value itself is in the event log. */
@Entity('preferences_misfit')
@Index('preferences_misfit_user', ['userId', 'id'])
@Index('preferences_misfit_namespace', ['namespace', 'id'])
@Index('preferences_misfit_created', ['createdAt'])
export class MisfitEntity {
  @PrimaryIdColumn() id: MisfitId;
  @ExactTextColumn(40) namespace: string;
  @CountColumn({ name: 'schema_version' }) schemaVersion: number;
  @IdColumn({ name: 'user_id' }) userId: UserId;
  @TextColumn(500) pointer: string;
  @TextColumn(100) code: string;
  @TextColumn(40) keyword: string;
  @TimeColumn({ name: 'created_at' }) createdAt: Date;
}
