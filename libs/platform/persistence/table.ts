import type { Row, SqlValue } from './connection-pool';
import { placeholders, type Database } from './database';
import type { DeferredWrite, GuardedRow } from './deferred-writes';
import { duplicateKeyOf } from './failures';
import { decoded, tableOf, type EntityClass, type EntityColumn, type EntityTable, type Written } from './entity-table';
import { idToBytes } from '@platform/ids/ids';
import { RowsByKey } from './rows-by-key';
import type { Transaction } from './transactions';

type Property<E> = keyof E & string;

export interface TableOptions<E, X extends string> {
  /** SQL that is selected instead of a column. */
  readonly computed?: { readonly [K in keyof E]?: string };
  /** SQL conditions that are evaluated with each row, so that times are compared by the clock of the database. */
  readonly conditions?: Readonly<Record<X, string>>;
  /**
   * Columns of which at least one changes with every change that a decision about the row depends on. With them, `lock`
   * reads the row without a lock on the first attempt of a transaction, and the commit checks that they are unchanged.
   */
  readonly changesWith?: readonly Property<E>[];
}

export interface Reading<E, C extends Property<E>> {
  /** The binary column to find rows by; the primary key by default. */
  readonly by?: Property<E>;
  /** The columns to read; all by default. */
  readonly only?: readonly C[];
  /** An additional condition. */
  readonly where?: string;
  readonly order?: string;
}

/** A row as it was read, with the conditions of the table. */
export type Stored<E, X extends string = never> = Readonly<E & Record<X, boolean>>;

/** The primary key of a row, by property. A whole row can be used as well. */
export type Key<E> = { readonly [K in keyof E]?: E[K] };

/** Far above the number of different statements on one table. */
const MAX_TEXTS = 1000;

/** In place of the assignments of a change. */
const REMOVAL = '';

/** A change of one row, and the same with the check that the row is unchanged. */
interface ChangeTexts {
  readonly plain: string;
  readonly guarded: string;
}

/** Reads and writes the rows of an entity. Statements that this class does not know are written in SQL. */
export class Table<E extends object, X extends string = never> {
  readonly name: string;
  private readonly entity: EntityTable<E>;
  private readonly selection: string;
  private readonly conditions: readonly (readonly [property: string, sql: string])[];
  private readonly guards: readonly EntityColumn[];
  private readonly guardCondition: string;
  private readonly guardText: string;
  private readonly selects = new Map<string, string>();
  private readonly changes = new Map<string, ChangeTexts>();
  private readonly keyCondition: string;
  private readonly byPrimaryKey: RowsByKey<Stored<E, X>> | undefined;

  constructor(
    private readonly database: Database,
    entity: EntityClass<E>,
    private readonly options: TableOptions<E, X> = {},
  ) {
    this.entity = tableOf(entity);
    this.name = this.entity.name;
    this.conditions = Object.entries<string>(options.conditions ?? {});
    this.selection = this.selectionOf(this.entity.columns);
    this.keyCondition = this.entity.primary.map(({ name }) => `${name} = ?`).join(' AND ');
    const [first, ...others] = this.entity.primary;
    // The reader is created here, outside any request, because it serves all requests.
    if (first && others.length === 0 && /binary/.test(String(first.type)))
      this.byPrimaryKey = this.readerOf({}) as unknown as RowsByKey<Stored<E, X>>;
    this.guards = (options.changesWith ?? []).map((property) => this.entity.column(property));
    this.guardCondition = this.guards.map(({ name }) => `${name} <=> ?`).join(' AND ');
    this.guardText =
      `UPDATE ${this.name} SET ${first?.name} = ${first?.name} ` +
      `WHERE ${this.keyCondition} AND ${this.guardCondition}`;
  }

  /** Reads the row with this key. Concurrent reads share a statement. */
  read(key: Key<E>): Promise<Stored<E, X> | undefined> {
    if (!this.byPrimaryKey) return this.selectOne(`WHERE ${this.keyCondition}`, this.keyValues(key));
    return this.byPrimaryKey.one(this.keyValues(key)[0] as Buffer);
  }

  /**
   * Reads the row and ensures that no other transaction changes it before this one ends; otherwise this transaction is
   * retried. Two transactions that only lock the row do not exclude each other.
   */
  async lock(key: Key<E>): Promise<Stored<E, X> | undefined> {
    const unit = this.transaction();
    if (!this.canGuard(unit)) return this.selectOne(`WHERE ${this.keyCondition} FOR UPDATE`, this.keyValues(key));
    const row = await this.read(key);
    if (!row) return undefined;
    const guard = this.guardOf(row);
    // A second lock keeps the first check, so that a change between both reads is noticed.
    if (!unit.guardOf(guard.guarded.name)) await unit.write(guard);
    return row;
  }

  /**
   * Like `lock`, for a row that was read before the transaction: returns whether its `changesWith` columns are the same.
   * The first attempt of a transaction does not read the row again, but always returns true and checks it at commit.
   */
  async lockUnchanged(row: Key<E>): Promise<boolean> {
    const unit = this.transaction();
    const guard = this.guardOf(row);
    const { name, condition, values } = guard.guarded;
    // A row that was locked before may have been read in another state than this one.
    if (this.canGuard(unit) && !unit.guardOf(name)) {
      await unit.write(guard);
      return true;
    }
    const rest = `WHERE ${this.keyCondition} AND ${condition} FOR UPDATE`;
    return (await this.selectOne(rest, [...this.keyValues(row), ...values])) !== undefined;
  }

  /**
   * Returns a reader of rows by one binary column, such as a foreign key or a hash. Create it once, not for each
   * request.
   */
  readerOf<C extends Property<E> = Property<E>>({
    by,
    only,
    where,
    order,
  }: Reading<E, C>): RowsByKey<Readonly<Pick<E, C> & Record<X, boolean>>> {
    const key = by ? this.entity.column(by) : (this.entity.primary[0] as EntityColumn);
    const read = only?.map((property) => this.entity.column(property)) ?? this.entity.columns;
    const selected = read.includes(key) ? read : [key, ...read];
    return new RowsByKey(this.database, {
      table: this.name,
      sql:
        `SELECT ${this.selectionOf(selected)} FROM ${this.name} WHERE ${key.name} IN (?)` +
        `${where ? ` AND ${where}` : ''}${order ? ` ORDER BY ${order}` : ''}`,
      keyOf: (row) => row[key.name] as Buffer,
      decode: (row) => this.decode(read, row) as Readonly<Pick<E, C> & Record<X, boolean>>,
    });
  }

  /** Runs `SELECT … FROM` this table, followed by the rest of the statement. */
  async select(rest = '', values: readonly SqlValue[] = []): Promise<Stored<E, X>[]> {
    return this.selectFrom(this.name, rest, values);
  }

  async selectOne(rest: string, values: readonly SqlValue[] = []): Promise<Stored<E, X> | undefined> {
    return (await this.select(rest, values))[0];
  }

  /** Like `select`, but reads only these columns. */
  async selectOnly<C extends Property<E>>(
    only: readonly C[],
    rest: string,
    values: readonly SqlValue[] = [],
  ): Promise<Readonly<Pick<E, C>>[]> {
    const columns = only.map((property) => this.entity.column(property));
    const selection = this.entity.selection(this.options.computed, columns);
    const rows = await this.database.rows(`SELECT ${selection} FROM ${this.name} ${rest}`, values);
    return rows.map((row) => decoded(columns, row) as Readonly<Pick<E, C>>);
  }

  /**
   * Reads a page of the rows that meet the condition, newest first, starting below the ID `before`. IDs increase with
   * time.
   */
  newest(
    condition: string,
    values: readonly SqlValue[],
    before: string | undefined,
    limit: number,
  ): Promise<Stored<E, X>[]> {
    const page = `${before === undefined ? '' : 'AND id < ?'} ORDER BY id DESC LIMIT ${Math.trunc(limit)}`;
    const from = before === undefined ? [] : [idToBytes(before)];
    return this.select(`WHERE ${condition} ${page}`, [...values, ...from]);
  }

  /** The same for a join of tables in which the names of this table's columns are unique. */
  async selectFrom(from: string, rest: string, values: readonly SqlValue[]): Promise<Stored<E, X>[]> {
    const rows = await this.database.rows(this.selectText(from, rest), values);
    return rows.map((row) => this.decode(this.entity.columns, row) as Stored<E, X>);
  }

  /** Reads the rows of a list that may be slightly outdated; `from` may name the table with an index. */
  async selectMayLag(from: string, rest: string, values: readonly SqlValue[]): Promise<Stored<E, X>[]> {
    const rows = await this.database.rowsThatMayLag(`SELECT ${this.selection} FROM ${from} ${rest}`, values);
    return rows.map((row) => this.decode(this.entity.columns, row) as Stored<E, X>);
  }

  /** `refuse` may throw a problem for an error, for example for a duplicate key. */
  async insert(row: Written<E>, refuse?: DeferredWrite['refuse']): Promise<void> {
    const { sql, row: marks, values } = this.entity.insertion(row);
    await this.database.defer({ table: this.name, sql, row: marks, values, refuse });
  }

  /** The same, but directly before the commit; see `Database.insertAtEnd`. */
  async insertAtEnd(row: Written<E>, refuse?: DeferredWrite['refuse']): Promise<void> {
    const { sql, row: marks, values } = this.entity.insertion(row);
    await this.database.insertAtEnd({ table: this.name, sql, row: marks, values, refuse });
  }

  /** Returns false and changes nothing if a row with one of the unique keys exists. */
  async insertIfNew(row: Written<E>): Promise<boolean> {
    const { sql, row: marks, values } = this.entity.insertion(row);
    try {
      await this.database.write(`${sql} ${marks}`, values);
      return true;
    } catch (error) {
      if (duplicateKeyOf(error)) return false;
      throw error;
    }
  }

  /**
   * Inserts the row, or applies the changes to the existing row with its key. By default, all properties except the key
   * are changed.
   */
  async put(row: Written<E>, changes: Written<E> = this.withoutKey(row)): Promise<void> {
    const { sql, row: marks, values } = this.entity.insertion(row);
    const change = this.entity.assignments(changes);
    await this.database.defer({
      table: this.name,
      sql: `${sql} ${marks} ON DUPLICATE KEY UPDATE ${change.sql}`,
      values: [...values, ...change.values],
    });
  }

  async update(key: Key<E>, changes: Written<E>, refuse?: DeferredWrite['refuse']): Promise<void> {
    const { sql, values } = this.entity.assignments(changes);
    await this.change(key, sql, values, refuse);
  }

  async remove(key: Key<E>): Promise<void> {
    await this.change(key, REMOVAL, []);
  }

  /** Applies the same changes to all rows with these values in the column. */
  async updateAll<K extends Property<E>>(column: K, keys: readonly E[K][], changes: Written<E>): Promise<void> {
    const { sql, values } = this.entity.assignments(changes);
    await this.changeAll(column, keys, `UPDATE ${this.name} SET ${sql}`, values);
  }

  async removeAll<K extends Property<E>>(column: K, keys: readonly E[K][]): Promise<void> {
    await this.changeAll(column, keys, `DELETE FROM ${this.name}`, []);
  }

  private async change(
    key: Key<E>,
    assignments: string,
    values: readonly SqlValue[],
    refuse?: DeferredWrite['refuse'],
  ) {
    const keyValues = this.keyValues(key);
    const texts = this.changeTexts(assignments);
    const write = { table: this.name, sql: texts.plain, values: [...values, ...keyValues], refuse };
    const unit = this.database.transactions.current();
    const guard = unit?.guardOf(this.rowName(keyValues));
    if (!unit || !guard) return this.database.defer(write);
    unit.replaceGuard(guard.name, {
      ...write,
      sql: texts.guarded,
      values: [...write.values, ...guard.values],
      expectsRow: true,
    });
  }

  private async changeAll(column: string, keys: readonly unknown[], sql: string, values: readonly SqlValue[]) {
    if (keys.length === 0) return;
    const { name, encode } = this.entity.column(column);
    const { marks, padded } = placeholders(keys.map(encode));
    // A group commit runs all changes before all inserts, so only changes that find their rows by primary key can be
    // deferred.
    if (!this.entity.primary.some((key) => key.name === name)) {
      await this.database.write(`${sql} WHERE ${name} IN (${marks})`, [...values, ...padded]);
      return;
    }
    await this.database.defer({
      table: this.name,
      sql: `${sql} WHERE ${name} IN (${marks})`,
      values: [...values, ...padded],
    });
  }

  private transaction(): Transaction {
    const unit = this.database.transactions.current();
    if (!unit) throw new Error(`A row of ${this.name} was locked outside a transaction.`);
    return unit;
  }

  private canGuard(unit: Transaction): boolean {
    return unit.isOptimistic && !unit.mayHaveChanged(this.name) && this.guards.length > 0;
  }

  /** Changes nothing, but locks the row, and affects no row if it has changed. */
  private guardOf(row: Key<E>): DeferredWrite & { readonly guarded: GuardedRow } {
    const keyValues = this.keyValues(row);
    const guarded: GuardedRow = {
      name: this.rowName(keyValues),
      condition: this.guardCondition,
      values: this.guards.map((column) => this.valueOf(row, column)),
    };
    return {
      table: this.name,
      sql: this.guardText,
      values: [...keyValues, ...guarded.values],
      expectsRow: true,
      guarded,
    };
  }

  /** The same text is used again for the same statement, because a new one must be hashed to find its statement. */
  private selectText(from: string, rest: string): string {
    const name = from === this.name ? rest : `${from} ${rest}`;
    let text = this.selects.get(name);
    if (!text) {
      if (this.selects.size >= MAX_TEXTS) this.selects.clear();
      this.selects.set(name, (text = `SELECT ${this.selection} FROM ${from} ${rest}`));
    }
    return text;
  }

  private changeTexts(assignments: string): ChangeTexts {
    let texts = this.changes.get(assignments);
    if (!texts) {
      const what = assignments === REMOVAL ? `DELETE FROM ${this.name}` : `UPDATE ${this.name} SET ${assignments}`;
      const plain = `${what} WHERE ${this.keyCondition}`;
      if (this.changes.size >= MAX_TEXTS) this.changes.clear();
      this.changes.set(assignments, (texts = { plain, guarded: `${plain} AND ${this.guardCondition}` }));
    }
    return texts;
  }

  private keyValues(key: Key<E>): SqlValue[] {
    return this.entity.primary.map((column) => this.valueOf(key, column));
  }

  private valueOf(row: Key<E>, { property, encode }: EntityColumn): SqlValue {
    const value = row[property as keyof E];
    if (value === undefined) throw new Error(`The key of ${this.name} lacks ${property}.`);
    return encode(value);
  }

  private rowName(keyValues: readonly SqlValue[]): string {
    return [
      this.name,
      ...keyValues.map((value) => (Buffer.isBuffer(value) ? value.toString('latin1') : String(value))),
    ].join();
  }

  private withoutKey(row: Written<E>): Written<E> {
    const keys = new Set(this.entity.primary.map(({ property }) => property));
    return Object.fromEntries(Object.entries(row).filter(([property]) => !keys.has(property))) as Written<E>;
  }

  private selectionOf(columns: readonly EntityColumn[]): string {
    return [
      this.entity.selection(this.options.computed, columns),
      ...this.conditions.map(([property, sql]) => `(${sql}) AS ${property}`),
    ].join(', ');
  }

  private decode(columns: readonly EntityColumn[], row: Row): object {
    const read = decoded(columns, row) as Record<string, unknown>;
    for (const [property] of this.conditions) read[property] = Number(row[property]) === 1;
    return read;
  }
}
