import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { newId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { AttributeSchemaEntity } from './attribute-schema.entity';

/** `createdAt` is null for the initial empty schema. */
export type StoredAttributeSchema = Omit<Readonly<AttributeSchemaEntity>, 'id'>;

@Injectable()
export class AttributeSchemaRepository {
  private readonly schemas: Table<AttributeSchemaEntity>;

  constructor(database: Database) {
    this.schemas = new Table(database, AttributeSchemaEntity);
  }

  async newest(): Promise<StoredAttributeSchema> {
    const newest = await this.schemas.selectOne('ORDER BY version DESC LIMIT 1');
    if (!newest) throw new Error('The initial attribute schema is missing. Run the migrations.');
    return newest;
  }

  /** Locks the first version until the transaction ends, so that only one transaction adds the next version. */
  async lockForNext(): Promise<StoredAttributeSchema> {
    await this.schemas.selectOne('WHERE version = 0 FOR UPDATE');
    return this.newest();
  }

  async add(schema: Omit<StoredAttributeSchema, 'createdAt'>): Promise<void> {
    await this.schemas.insert({ ...schema, id: newId(), createdAt: NOW });
  }
}
