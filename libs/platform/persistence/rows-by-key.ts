import { placeholders, type Database } from './database';
import { LoadBatcher } from './load-batcher';
import type { Row, SqlValue } from './connection-pool';

/**
 * Rows found by one binary key: `new RowsByKey(database, 'SELECT … WHERE id IN (?)', (row) => row.id)`. Those that are
 * asked for at the same time are read by one statement, which costs little more than reading one of them. Inside
 * a unit of work that has begun they are read there, each by itself.
 */
export class RowsByKey<T = Row> {
  private readonly batcher = new LoadBatcher<T[]>((keys) => this.read(keys));

  constructor(
    private readonly database: Database,
    private readonly sql: string,
    private readonly keyOf: (row: T) => Buffer,
    private readonly before: readonly SqlValue[] = [],
  ) {}

  one(key: Buffer): Promise<T | undefined> {
    return this.found(key, first);
  }

  all(key: Buffer): Promise<readonly T[]> {
    return this.found(key, every);
  }

  /**
   * Reads a row to change it with `updateDeferred`. The row is not locked, because that update detects concurrent changes.
   * After such a change the row is locked, so that the second attempt succeeds.
   */
  async toChange(key: Buffer): Promise<T | undefined> {
    if (this.database.transactions.current()?.holdsNothing) return this.one(key);
    return (await this.database.rows<T>(`${this.sql} FOR UPDATE`, [...this.before, key]))[0];
  }

  /** The same for a row this unit of work has not written yet, whatever else it has: it stays one that holds nothing. */
  async toChangeFirst(key: Buffer): Promise<T | undefined> {
    if (this.database.transactions.current()?.holdsNothing) return this.batcher.load(nameOf(key), first);
    return this.toChange(key);
  }

  private found<A>(key: Buffer, pick: (rows: readonly T[] | undefined) => A): Promise<A> {
    const name = nameOf(key);
    if (!this.database.transactions.current()?.hasBegun) return this.batcher.load(name, pick);
    return this.read([name]).then((rows) => pick(rows.get(name)));
  }

  private async read(names: readonly string[]): Promise<Map<string, T[]>> {
    const { marks, padded } = placeholders(names.map((name) => Buffer.from(name, 'latin1')));
    const rows = await this.database.rows<T>(this.sql.replace('(?)', `(${marks})`), [...this.before, ...padded]);
    const found = new Map<string, T[]>();
    for (const row of rows) {
      const name = nameOf(this.keyOf(row));
      const others = found.get(name);
      if (others) others.push(row);
      else found.set(name, [row]);
    }
    return found;
  }
}

function first<T>(rows: readonly T[] | undefined): T | undefined {
  return rows?.[0];
}

function every<T>(rows: readonly T[] | undefined): readonly T[] {
  return rows ?? [];
}

/** Latin-1, the cheapest string representation of bytes. */
function nameOf(key: Buffer): string {
  return key.toString('latin1');
}
