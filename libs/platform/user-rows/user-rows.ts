import { Injectable } from '@nestjs/common';
import type { SqlValue } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { tableOf, type EntityColumn, type EntityTable } from '@platform/persistence/entity-table';
import { duplicateKeyOf } from '@platform/persistence/failures';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { importedIdOf } from './imported-id.rule';
import { RowFormat } from './row-format';
import {
  columnNameOf,
  erasedColumnsOf,
  ownerColumnsOf,
  type RowsDeclaration,
  type TableDeclaration,
} from '../user-data/table-declaration';
import {
  importedWithout,
  type ImportedItem,
  type ImportSource,
  type UserDataRecord,
} from '../user-data/user-data-item';

const PAGE = 500;

export type DeclaredRows = TableDeclaration & { readonly rows: RowsDeclaration };
type Row = Readonly<Record<string, unknown>>;

/** Exports, imports and reassigns the rows of one user, as the declaration of their table says. */
@Injectable()
export class UserRows {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  async *export(declared: DeclaredRows, userId: UserId): AsyncGenerator<UserDataRecord> {
    const format = new RowFormat(declared);
    for await (const row of this.rowsOf(declared, userId)) {
      const box = await this.vault.boxOf(ownerOf(declared, row) ?? userId);
      yield { kind: declared.rows.kind, data: format.dataOf(row, box, userId) };
    }
  }

  async import(
    declared: DeclaredRows,
    userId: UserId,
    { data: record }: UserDataRecord,
    source: ImportSource,
  ): Promise<ImportedItem> {
    const { import: rule } = declared.rows;
    if (typeof rule === 'object') return { skipped: rule.never };
    const isAccepted = rule === 'allowed' || source === 'backup';
    const { data, leftOut } = isAccepted ? { data: record, leftOut: [] } : await rule(record);
    const format = new RowFormat(declared);
    const faulty = format.faultyIn(data);
    if (faulty) return { skipped: `The record does not contain a valid ${faulty}.` };
    const owners = format.ownersOf(record, userId);
    const refusal = await this.refusalOf(new Set(owners.values()), userId, source);
    if (refusal) return { skipped: refusal };
    // The same for each owner, so that a row that both of them restore is stored once.
    const sealedFor = owners.get(sealingColumnOf(declared) ?? '') ?? userId;
    const id = importedIdOf(sealedFor, data);
    const values = format.valuesOf(data, await this.vault.boxOf(sealedFor), { userId, owners, id });
    const names = [...values.keys()];
    const sql = `INSERT INTO ${declared.name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
    try {
      await this.database.write(sql, [...values.values()]);
      return importedWithout(leftOut);
    } catch (error) {
      if (duplicateKeyOf(error)) return { skipped: 'The account already has this.' };
      throw error;
    }
  }

  /** Whether the row can be stored for its owners. An export can name anyone, so it must not add data to others. */
  private async refusalOf(
    owners: ReadonlySet<UserId | null>,
    userId: UserId,
    source: ImportSource,
  ): Promise<string | undefined> {
    for (const owner of owners) {
      if (owner === null || owner === userId) continue;
      if (source === 'export') return 'The record also belongs to another user.';
      if (!(await this.vault.userKeyCreatedAt(owner))) return 'The record also belongs to a user who no longer exists.';
    }
    return undefined;
  }

  async reassign(declared: DeclaredRows, from: UserId, to: UserId): Promise<void> {
    if (declared.rows.reassign !== 'moved') return;
    const [fromBox, toBox] = [await this.vault.boxOf(from), await this.vault.boxOf(to)];
    const format = new RowFormat(declared);
    for await (const row of this.rowsOf(declared, from)) {
      const sealed = ownerOf(declared, row) === from ? format.resealed(row, fromBox, toBox) : [];
      await this.move(declared, row, { from, to, sealed });
    }
  }

  private async move(
    declared: DeclaredRows,
    row: Row,
    { from, to, sealed }: { from: UserId; to: UserId; sealed: readonly (readonly [string, Buffer])[] },
  ): Promise<void> {
    const table = tableOf(declared.rows.entity);
    const changes = new Map<string, SqlValue>(sealed);
    for (const column of erasedColumnsOf(declared)) if (isOf(row[column], from)) changes.set(column, idToBytes(to));
    const key = table.primary.map(({ name }) => name);
    const sql = `UPDATE ${declared.name} SET ${[...changes.keys()].map((name) => `${name} = ?`).join(', ')}
                 WHERE ${key.map((name) => `${name} = ?`).join(' AND ')}`;
    try {
      await this.database.write(sql, [...changes.values(), ...key.map((name) => row[name] as SqlValue)]);
    } catch (error) {
      // The other account already has an equal row. This row stays, and is deleted with its account.
      if (!duplicateKeyOf(error)) throw error;
    }
  }

  /** Returns each row that belongs to this user, page by page in the order of the primary key. */
  private async *rowsOf(declared: DeclaredRows, userId: UserId): AsyncGenerator<Row> {
    const table = tableOf(declared.rows.entity);
    const columns = ownerColumnsOf(declared);
    for (const [at, column] of columns.entries()) {
      const earlier = columns.slice(0, at);
      for await (const row of this.pagesBy(table, column, userId))
        if (!earlier.some((other) => isOf(row[other], userId))) yield row;
    }
  }

  private async *pagesBy(table: EntityTable, column: string, userId: UserId): AsyncGenerator<Row> {
    const order = orderWithin(table, column);
    const user = idToBytes(userId);
    for (let last: SqlValue | undefined; ;) {
      const rows = await this.database.rows<Row>(
        `SELECT ${table.selection()} FROM ${table.name} WHERE ${column} = ?${last === undefined ? '' : ` AND ${order?.name} > ?`}
         ${order ? `ORDER BY ${order.name}` : ''} LIMIT ${PAGE}`,
        last === undefined ? [user] : [user, last],
      );
      yield* rows;
      if (!order || rows.length < PAGE) return;
      last = rows[PAGE - 1]?.[order.name] as SqlValue;
    }
  }
}

/** The user whose key seals the row: the one in its first user column. */
function ownerOf(declared: TableDeclaration, row: Row): UserId | undefined {
  const column = sealingColumnOf(declared);
  const bytes = column === undefined ? undefined : row[column];
  return Buffer.isBuffer(bytes) ? idFromBytes(bytes) : undefined;
}

function sealingColumnOf({ userColumns: [first] = [] }: TableDeclaration): string | undefined {
  return first === undefined ? undefined : columnNameOf(first);
}

/** The primary key column that orders the rows of one user; undefined if a user has at most one row. */
function orderWithin(table: EntityTable, userColumn: string): EntityColumn | undefined {
  const others = table.primary.filter(({ name }) => name !== userColumn);
  if (others.length > 1)
    throw new Error(`The rows of one user in ${table.name} have no single column to order them by.`);
  return others[0];
}

function isOf(value: unknown, userId: UserId): boolean {
  return Buffer.isBuffer(value) && value.equals(idToBytes(userId));
}
