import { Injectable } from '@nestjs/common';
import type { AccessMap } from '@platform/access/field-access.rule';
import type { Schema } from '@platform/json-schema/schema-walk.rule';
import { Database } from '@platform/persistence/database';
import { NEXT_VERSION, NOW } from '@platform/persistence/entity-table';
import { Table } from '@platform/persistence/table';
import type { Values } from '../values.rule';
import type { VersionsOfKeys } from './namespace-rules.rule';
import { PreferenceSchemaEntity } from './preference-schema.entity';

export type StoredSchema = Readonly<PreferenceSchemaEntity>;

interface Definition {
  readonly schema: Schema;
  readonly defaults: Values;
  readonly access: AccessMap;
  readonly tightened: VersionsOfKeys;
  readonly opened: VersionsOfKeys;
}

@Injectable()
export class PreferenceSchemaRepository {
  private readonly schemas: Table<PreferenceSchemaEntity>;

  constructor(private readonly database: Database) {
    this.schemas = new Table(database, PreferenceSchemaEntity);
  }

  /** Includes the rows of removed schemas. Their number is limited. */
  all(): Promise<StoredSchema[]> {
    return this.schemas.select('ORDER BY namespace');
  }

  find(namespace: string): Promise<StoredSchema | undefined> {
    return this.schemas.selectOne('WHERE namespace = ?', [namespace]);
  }

  /** Locks the row until the transaction ends, and inserts it first if the namespace has never had a schema. */
  async lock(namespace: string, firstVersion: number): Promise<StoredSchema> {
    const row = {
      namespace,
      version: firstVersion,
      schema: null,
      defaults: null,
      access: {},
      tightened: {},
      opened: {},
      changedAt: NOW,
    };
    await this.schemas.put(row, { namespace });
    const stored = await this.schemas.selectOne('WHERE namespace = ? FOR UPDATE', [namespace]);
    if (!stored) throw new Error(`The row of ${namespace} is missing.`);
    return stored;
  }

  async define(namespace: string, definition: Definition): Promise<void> {
    await this.schemas.update({ namespace }, { ...definition, version: NEXT_VERSION, changedAt: NOW });
  }

  async remove(namespace: string): Promise<void> {
    await this.schemas.update({ namespace }, { schema: null, defaults: null, version: NEXT_VERSION, changedAt: NOW });
  }

  async count(): Promise<number> {
    const row = await this.database.row<{ n: number }>(
      'SELECT COUNT(*) AS n FROM preferences_schema WHERE document IS NOT NULL',
    );
    return Number(row?.n);
  }
}
