import { getMetadataArgsStorage, type ColumnOptions, type ValueTransformer } from 'typeorm';
import type { SqlValue } from './connection-pool';

/** One column of an entity, as statements need it. */
export interface EntityColumn {
  readonly property: string;
  readonly name: string;
  readonly type: ColumnOptions['type'];
  /** Bytes that are no text, id or number. */
  readonly isBytes: boolean;
  readonly isPrimary: boolean;
  readonly isNullable: boolean;
  encode(value: unknown): SqlValue;
  decode(value: unknown): unknown;
}

export type EntityClass<E extends object = object> = abstract new () => E;

/** The columns of an entity, read from its decorators: the only place where a table's columns are listed. */
export class EntityTable<E extends object = object> {
  private readonly byProperty: ReadonlyMap<string, EntityColumn>;
  /** `id, user_id, created_at`: for a SELECT. */
  readonly selection: string;

  constructor(
    readonly name: string,
    readonly columns: readonly EntityColumn[],
  ) {
    this.byProperty = new Map(columns.map((column) => [column.property, column]));
    this.selection = columns.map((column) => column.name).join(', ');
  }

  get primary(): readonly EntityColumn[] {
    return this.columns.filter(({ isPrimary }) => isPrimary);
  }

  column(property: string): EntityColumn {
    const column = this.byProperty.get(property);
    if (!column) throw new Error(`${this.name} has no column for ${property}.`);
    return column;
  }

  /** A row as the driver returned it, as the entity. */
  entityOf(row: Readonly<Record<string, unknown>>): E {
    const entity: Record<string, unknown> = {};
    for (const { property, name, decode } of this.columns) if (name in row) entity[property] = decode(row[name]);
    return entity as E;
  }

  /** The columns and values of the given properties, in the order of the entity. */
  valuesOf(given: Partial<E>): { readonly names: readonly string[]; readonly values: readonly SqlValue[] } {
    const present = this.columns.filter(({ property }) => (given as Record<string, unknown>)[property] !== undefined);
    return {
      names: present.map(({ name }) => name),
      values: present.map(({ property, encode }) => encode((given as Record<string, unknown>)[property])),
    };
  }
}

const tables = new Map<EntityClass, EntityTable>();

export function tableOf<E extends object>(entity: EntityClass<E>): EntityTable<E> {
  let table = tables.get(entity);
  if (!table) {
    table = read(entity);
    tables.set(entity, table);
  }
  return table as EntityTable<E>;
}

function read(entity: EntityClass): EntityTable {
  const storage = getMetadataArgsStorage();
  const name = storage.tables.find(({ target }) => target === entity)?.name;
  if (!name) throw new Error(`${entity.name} is not an entity.`);
  const columns = storage.columns
    .filter(({ target }) => target === entity)
    .map(({ propertyName, options }) => columnOf(propertyName, options));
  return new EntityTable(name, columns);
}

function columnOf(property: string, options: ColumnOptions): EntityColumn {
  const transformer = options.transformer as ValueTransformer | undefined;
  const isJson = options.type === 'json';
  return {
    property,
    name: options.name ?? property,
    type: options.type,
    isBytes: !transformer && /binary|blob/.test(String(options.type)),
    isPrimary: options.primary === true,
    isNullable: options.nullable === true,
    encode: (value) => {
      if (value === null || value === undefined) return null;
      if (isJson) return JSON.stringify(value);
      return (transformer ? transformer.to(value) : value) as SqlValue;
    },
    decode: (value) => {
      if (value === null || value === undefined) return null;
      // MariaDB returns JSON as text, MySQL as an object.
      if (isJson) return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
      return transformer ? (transformer.from(value) as unknown) : value;
    },
  };
}
