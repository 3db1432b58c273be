import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idToBytes, newId } from '@platform/persistence/ids';
import type { AccessMap } from './access.rule';
import type { Schema } from './schema-walk.rule';

export interface StoredAttributeSchema {
  readonly version: number;
  readonly schema: Schema;
  readonly access: AccessMap;
  /** Null for the empty schema every installation begins with. */
  readonly createdAt: Date | null;
}

@Injectable()
export class AttributeSchemaRepository {
  constructor(private readonly database: Database) {}

  async newest(): Promise<StoredAttributeSchema> {
    const row = await this.database.row<SchemaRow>(
      'SELECT version, document, access, created_at FROM users_attribute_schema ORDER BY version DESC LIMIT 1',
    );
    if (!row) throw new Error('The first attribute schema, which a migration writes, is missing.');
    return { version: row.version, schema: json(row.document), access: json(row.access), createdAt: row.created_at };
  }

  /** Locks the first version until the transaction ends, so that only one transaction adds the next version. */
  async lockForNext(): Promise<StoredAttributeSchema> {
    await this.database.row('SELECT version FROM users_attribute_schema WHERE version = 0 FOR UPDATE');
    return this.newest();
  }

  async add({ version, schema, access }: Omit<StoredAttributeSchema, 'createdAt'>): Promise<void> {
    await this.database.write(
      'INSERT INTO users_attribute_schema (id, version, document, access, created_at) VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3))',
      [idToBytes(newId()), version, JSON.stringify(schema), JSON.stringify(access)],
    );
  }
}

interface SchemaRow {
  version: number;
  document: unknown;
  access: unknown;
  created_at: Date | null;
}

function json<T>(value: unknown): T {
  return (typeof value === 'string' ? JSON.parse(value) : value) as T;
}
