import type { Database } from './database';
import type { SqlValue } from './connection-pool';

type Callback<T> = (error: unknown, result?: T) => void;

/**
 * A driver that TypeORM uses instead of mysql2. All statements go through `Database`, so that entities share its pool,
 * deadlines and ambient transaction. TypeORM's own transactions are rejected, because they would open a second
 * transaction.
 */
export function driverOver(database: Database): unknown {
  const query = async (sql: string | { sql: string }, values: SqlValue[] = []) => {
    const text = typeof sql === 'string' ? sql : sql.sql;
    if (/^\s*(START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT)/i.test(text)) {
      throw new Error('Start transactions with Transactions.run, not through TypeORM.');
    }
    return [await database.rows(text, values)];
  };
  const connection = {
    promise: () => ({ query }),
    release: () => undefined,
    listeners: () => [true],
  };
  return {
    createPool: () => ({
      getConnection: (callback: Callback<typeof connection>) => callback(null, connection),
      end: (callback: Callback<void>) => callback(null),
    }),
  };
}
