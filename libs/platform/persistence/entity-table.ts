import { getMetadataArgsStorage, type ColumnOptions, type ValueTransformer } from 'typeorm';
import type { SqlValue } from './connection-pool';

/** One column of an entity. */
export interface EntityColumn {
  readonly property: string;
  readonly name: string;
  readonly type: ColumnOptions['type'];
  /** Whether the column holds raw bytes and not a text, ID or number. */
  readonly isBytes: boolean;
  readonly isPrimary: boolean;
  readonly isNullable: boolean;
  encode(value: unknown): SqlValue;
  decode(value: unknown): unknown;
}

export type EntityClass<E extends object = object> = abstract new () => E;

/** SQL instead of a value, for example the current time of the database. It must not contain a question mark. */
export class SqlExpression {
  constructor(readonly sql: string) {}
}

export const NOW = new SqlExpression('UTC_TIMESTAMP(3)');
export const NEXT_VERSION = new SqlExpression('version + 1');

/** The current time of the database plus this many units. */
export function fromNow(count: number, unit: 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND'): SqlExpression {
  return new SqlExpression(`UTC_TIMESTAMP(3) + INTERVAL ${Math.trunc(count)} ${unit}`);
}

/** The properties of a row, each as a value or as SQL. */
export type Written<E> = { readonly [K in keyof E]?: E[K] | SqlExpression };

/** The columns of an entity, read from its decorators. No other code lists the columns of a table. */
export class EntityTable<E extends object = object> {
  readonly primary: readonly EntityColumn[];
  private readonly texts = new Map<number | string, WrittenTexts>();
  private readonly byProperty: ReadonlyMap<string, EntityColumn>;

  constructor(
    readonly name: string,
    readonly columns: readonly EntityColumn[],
  ) {
    this.primary = columns.filter(({ isPrimary }) => isPrimary);
    this.byProperty = new Map(columns.map((column) => [column.property, column]));
  }

  column(property: string): EntityColumn {
    const column = this.byProperty.get(property);
    if (!column) throw new Error(`${this.name} has no column for ${property}.`);
    return column;
  }

  /** The column list of a SELECT, for example `id, user_id, created_at`. Computed columns are replaced by their SQL. */
  selection(computed: { readonly [K in keyof E]?: string } = {}, columns = this.columns): string {
    const expressions = computed as Readonly<Record<string, string | undefined>>;
    return columns
      .map(({ property, name }) => (expressions[property] ? `${expressions[property]} AS ${name}` : name))
      .join(', ');
  }

  /** Decodes a row with all columns, as the driver returned it. */
  entityOf(row: Readonly<Record<string, unknown>>): E {
    return decoded(this.columns, row) as E;
  }

  /** The SET clause of an UPDATE, for example `a = ?, b = UTC_TIMESTAMP(3)`, and its values. */
  assignments(changes: Written<E>): { readonly sql: string; readonly values: readonly SqlValue[] } {
    const { texts, values } = this.written(changes);
    return { sql: texts.assignments, values };
  }

  /** The parts of an INSERT of one row: `INSERT INTO t (a, b) VALUES`, `(?, UTC_TIMESTAMP(3))` and the values. */
  insertion(row: Written<E>): { readonly sql: string; readonly row: string; readonly values: readonly SqlValue[] } {
    const { texts, values } = this.written(row);
    return { sql: texts.insert, row: texts.row, values };
  }

  /** Keeps the column order of the entity, so that the same properties always produce the same statement. */
  private written(row: Written<E>): { readonly texts: WrittenTexts; readonly values: readonly SqlValue[] } {
    const properties = row as Readonly<Record<string, unknown>>;
    const values: SqlValue[] = [];
    // The columns as bits, and the SQL in place of values.
    let shape = 0;
    let expressions = '';
    for (let at = 0; at < this.columns.length; at++) {
      const { property, encode } = this.columns[at] as EntityColumn;
      const value = properties[property];
      if (value === undefined) continue;
      shape += 2 ** at;
      if (value instanceof SqlExpression) expressions += `${at}:${value.sql};`;
      else values.push(encode(value));
    }
    return { texts: this.textsOf(expressions === '' ? shape : `${shape} ${expressions}`, properties), values };
  }

  private textsOf(shape: number | string, properties: Readonly<Record<string, unknown>>): WrittenTexts {
    let texts = this.texts.get(shape);
    if (!texts) {
      const written = this.columns.filter(({ property }) => properties[property] !== undefined);
      const names = written.map(({ name }) => name);
      const marks = written.map(({ property }) => {
        const value = properties[property];
        return value instanceof SqlExpression ? value.sql : '?';
      });
      texts = {
        insert: `INSERT INTO ${this.name} (${names.join(', ')}) VALUES`,
        row: `(${marks.join(', ')})`,
        assignments: names.map((name, at) => `${name} = ${marks[at]}`).join(', '),
      };
      if (this.texts.size >= MAX_TEXTS) this.texts.clear();
      this.texts.set(shape, texts);
    }
    return texts;
  }
}

/** Far above the number of different statements that write one table. */
const MAX_TEXTS = 1000;

/** The texts of statements that write the same columns. A new text would have to be hashed to find its statement. */
interface WrittenTexts {
  readonly insert: string;
  readonly row: string;
  readonly assignments: string;
}

/** Decodes these columns of a row, by property. */
export function decoded(columns: readonly EntityColumn[], row: Readonly<Record<string, unknown>>): object {
  const properties: Record<string, unknown> = {};
  for (const { property, name, decode } of columns) properties[property] = decode(row[name]);
  return properties;
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
