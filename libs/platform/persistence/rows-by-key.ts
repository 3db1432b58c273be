import { placeholders, type Database } from './database';
import { LoadBatcher } from './load-batcher';
import type { Row } from './connection-pool';

export interface KeyedQuery<T> {
  readonly table: string;
  /** `SELECT … WHERE id IN (?)`. */
  readonly sql: string;
  keyOf(row: Row): Buffer;
  decode(row: Row): T;
}

/**
 * Reads rows by one binary key. Concurrent reads share a statement, which costs little more than reading a single row.
 * A transaction that may have changed the table reads separately, so that it sees its own changes.
 */
export class RowsByKey<T> {
  private readonly statements = new Map<string, string>();
  private readonly batcher = new LoadBatcher<T[]>((keys) => this.read(keys));

  constructor(
    private readonly database: Database,
    private readonly query: KeyedQuery<T>,
  ) {}

  one(key: Buffer): Promise<T | undefined> {
    return this.found(key, first);
  }

  all(key: Buffer): Promise<readonly T[]> {
    return this.found(key, every);
  }

  private found<A>(key: Buffer, pick: (rows: readonly T[] | undefined) => A): Promise<A> {
    const name = nameOf(key);
    const unit = this.database.transactions.current();
    if (!unit?.mayHaveChanged(this.query.table)) return this.batcher.load(name, pick);
    return this.read([name]).then((rows) => pick(rows.get(name)));
  }

  /** The same text is used again for the same number of keys, because a new one must be hashed to find its statement. */
  private sqlFor(marks: string): string {
    let sql = this.statements.get(marks);
    if (!sql) this.statements.set(marks, (sql = this.query.sql.replace('(?)', `(${marks})`)));
    return sql;
  }

  private async read(names: readonly string[]): Promise<Map<string, T[]>> {
    const { marks, padded } = placeholders(names.map((name) => Buffer.from(name, 'latin1')));
    const rows = await this.database.rows(this.sqlFor(marks), padded);
    const found = new Map<string, T[]>();
    for (const row of rows) {
      const name = nameOf(this.query.keyOf(row));
      const others = found.get(name);
      if (others) others.push(this.query.decode(row));
      else found.set(name, [this.query.decode(row)]);
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
