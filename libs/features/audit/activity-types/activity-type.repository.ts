import { Injectable } from '@nestjs/common';
import { Database, placeholders } from '@platform/persistence/database';
import { NEXT_VERSION, NOW } from '@platform/persistence/entity-table';
import type { Schema } from '@platform/json-schema/schema-walk.rule';
import { Table } from '@platform/persistence/table';
import { ActivityTypeEntity } from './activity-type.entity';

export type ActivityType = Readonly<ActivityTypeEntity> & { readonly schema: Schema };

const DEFINED = 'document IS NOT NULL';

@Injectable()
export class ActivityTypeRepository {
  private readonly types: Table<ActivityTypeEntity>;

  constructor(private readonly database: Database) {
    this.types = new Table(database, ActivityTypeEntity);
  }

  async find(types: readonly string[]): Promise<ActivityType[]> {
    if (types.length === 0) return [];
    const { marks, padded } = placeholders(types);
    return (await this.types.select(`WHERE type IN (${marks}) AND ${DEFINED}`, padded)) as ActivityType[];
  }

  async page(after: string, limit: number): Promise<ActivityType[]> {
    const rest = `WHERE type > ? AND ${DEFINED} ORDER BY type LIMIT ${Math.trunc(limit)}`;
    return (await this.types.select(rest, [after])) as ActivityType[];
  }

  async count(): Promise<number> {
    const row = await this.database.row<{ n: number }>(
      `SELECT COUNT(*) AS n FROM audit_activity_type WHERE ${DEFINED}`,
    );
    return Number(row?.n);
  }

  /** Locks the row until the transaction ends; undefined if the type has never had a schema. */
  lock(type: string): Promise<Readonly<ActivityTypeEntity> | undefined> {
    return this.types.selectOne('WHERE type = ? FOR UPDATE', [type]);
  }

  /** Inserts a row without a schema if there is none, so that it can be locked. */
  async insertMissing(type: string): Promise<void> {
    await this.types.put({ type, version: 0, schema: null, description: '', changedAt: NOW }, { type });
  }

  async define(type: string, schema: Schema, description: string): Promise<void> {
    await this.types.update({ type }, { schema, description, version: NEXT_VERSION, changedAt: NOW });
  }

  async remove(type: string): Promise<void> {
    await this.types.update({ type }, { schema: null, description: '', version: NEXT_VERSION, changedAt: NOW });
  }
}
