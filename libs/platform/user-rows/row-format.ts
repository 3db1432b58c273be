import type { SqlValue } from '@platform/persistence/connection-pool';
import { tableOf, type EntityColumn } from '@platform/persistence/entity-table';
import { idToBytes, isId, type UserId } from '@platform/ids/ids';
import type { Box } from '@platform/vault/sealing/box';
import {
  clearedColumnsOf,
  columnNameOf,
  ownerColumnsOf,
  type RowsDeclaration,
  type TableDeclaration,
} from '../user-data/table-declaration';

type Row = Readonly<Record<string, unknown>>;
type Data = Readonly<Record<string, unknown>>;

/** The types of whole numbers, flags and counts. */
const INTEGERS = new Set<EntityColumn['type']>(['tinyint', 'smallint', 'int', 'bigint']);
const MAX_INT = 4_294_967_295;
const OMITTED = new Set(['hashed', 'blind-index']);

/** Converts rows to records of an export and back. Sealed columns are opened, and sealed again. */
export class RowFormat {
  private readonly columns: readonly EntityColumn[];
  private readonly users: ReadonlySet<string>;
  private readonly others: ReadonlySet<string>;
  private readonly owners: ReadonlySet<string>;

  constructor(private readonly declared: TableDeclaration & { readonly rows: RowsDeclaration }) {
    this.columns = tableOf(declared.rows.entity).columns;
    this.users = new Set((declared.userColumns ?? []).map(columnNameOf));
    this.others = new Set(clearedColumnsOf(declared));
    const omitted = this.columns.filter(({ property }) => declared.rows.omit?.includes(property));
    this.owners = new Set(ownerColumnsOf(declared).filter((owner) => !omitted.some(({ name }) => name === owner)));
  }

  /** The columns of the exporting user are left out; another owner of the row is exported with the ID. */
  dataOf(row: Row, box: Box, userId: UserId): Data {
    const data: Record<string, unknown> = {};
    for (const column of this.columns) {
      if (this.isShared && this.owners.has(column.name)) {
        const owner = column.decode(row[column.name]);
        if (owner !== userId) data[fieldNameOf(column)] = owner;
      }
      if (!this.isExported(column)) continue;
      const value = row[column.name];
      data[fieldNameOf(column)] = this.isSealed(column)
        ? this.opened(column, value as Buffer | null, box)
        : plain(column.decode(value));
    }
    return data;
  }

  /** The first field that is required and missing, or that its column cannot store as it is. */
  faultyIn(data: Data): string | undefined {
    const faulty = this.columns.find((column) => {
      if (this.isSet(column)) return false;
      const value = data[fieldNameOf(column)] ?? null;
      if (value === null) return !column.isNullable;
      return this.isExported(column) && !this.canStore(column, value);
    });
    return faulty && fieldNameOf(faulty);
  }

  /** The owners of the imported row, by column: those whom the record names, otherwise the importing user. */
  ownersOf(data: Data, userId: UserId): ReadonlyMap<string, UserId | null> {
    if (!this.isShared) return new Map();
    return new Map(
      this.columns
        .filter(({ name }) => this.owners.has(name))
        .map((column) => {
          const named = data[fieldNameOf(column)];
          if (named === null && column.isNullable) return [column.name, null];
          return [column.name, isId<UserId>(named) ? named : userId];
        }),
    );
  }

  private get isShared(): boolean {
    return this.owners.size > 1;
  }

  private canStore(column: EntityColumn, value: unknown): boolean {
    if (this.isSealed(column)) return this.isJson(column) || typeof value === 'string';
    try {
      const encoded = column.encode(restored(column, value));
      if (INTEGERS.has(column.type)) return isCount(column, encoded) && column.decode(encoded) === value;
      return typeof value === 'string' && plain(column.decode(encoded)) === value;
    } catch {
      return false;
    }
  }

  valuesOf(
    data: Data,
    box: Box,
    { userId, owners, id }: { userId: UserId; owners: ReadonlyMap<string, UserId | null>; id: string },
  ): ReadonlyMap<string, SqlValue> {
    return new Map(
      this.columns.map((column) => {
        // The ID of another user means nothing in this installation.
        if (this.others.has(column.name)) return [column.name, null];
        if (this.users.has(column.name)) {
          const owner = owners.get(column.name);
          return [column.name, owner === null ? null : idToBytes(owner ?? userId)];
        }
        if (isOwnId(column)) return [column.name, idToBytes(id)];
        const value = data[fieldNameOf(column)] ?? null;
        if (value === null || !this.isExported(column)) return [column.name, null];
        return [
          column.name,
          this.isSealed(column) ? this.sealed(column, value, box) : column.encode(restored(column, value)),
        ];
      }),
    );
  }

  /** The sealed columns of a row, sealed again for another user. */
  resealed(row: Row, from: Box, to: Box): readonly (readonly [string, Buffer])[] {
    return this.columns.flatMap((column) => {
      const value = row[column.name] as Buffer | null;
      if (!this.isSealed(column) || value === null) return [];
      const text = from.open(this.placeOf(column), value);
      return text === undefined ? [] : [[column.name, to.seal(this.placeOf(column), text)] as const];
    });
  }

  private isSet(column: EntityColumn): boolean {
    return this.users.has(column.name) || isOwnId(column);
  }

  private isExported({ name, property }: EntityColumn): boolean {
    if (this.users.has(name) || this.declared.rows.omit?.includes(property)) return false;
    return !OMITTED.has(this.declared.columns?.[name]?.protection ?? 'plain');
  }

  private isSealed({ name }: EntityColumn): boolean {
    return this.declared.columns?.[name]?.protection === 'sealed';
  }

  private placeOf({ name }: EntityColumn) {
    return { table: this.declared.name, column: name };
  }

  private opened(column: EntityColumn, sealed: Buffer | null, box: Box): unknown {
    const text = sealed === null ? undefined : box.open(this.placeOf(column), sealed);
    if (text === undefined) return null;
    return this.isJson(column) ? (JSON.parse(text) as unknown) : text;
  }

  private sealed(column: EntityColumn, value: unknown, box: Box): Buffer {
    return box.seal(this.placeOf(column), this.isJson(column) ? JSON.stringify(value) : String(value));
  }

  private isJson({ property }: EntityColumn): boolean {
    return this.declared.rows.json?.includes(property) === true;
  }
}

function isCount({ type }: EntityColumn, value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0 && (type === 'bigint' || Number(value) <= MAX_INT);
}

function isOwnId({ property, isPrimary }: EntityColumn): boolean {
  return isPrimary && property === 'id';
}

/** A sealed column is exported under its name without `Sealed`. */
export function fieldNameOf({ property }: EntityColumn): string {
  return property.replace(/Sealed$/, '');
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return Buffer.isBuffer(value) ? value.toString('base64url') : value;
}

/** The inverse of `plain`. */
function restored({ type, isBytes }: EntityColumn, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'datetime') return new Date(value);
  return isBytes ? Buffer.from(value, 'base64url') : value;
}
