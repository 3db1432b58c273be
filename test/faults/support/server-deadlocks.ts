import type { ConnectionPool } from '@platform/persistence/connection-pool';
import type { Database } from '@platform/persistence/database';

export const DEADLOCK = 1213;

/** Counts the deadlocks that end statements of a pool, before the product retries them. */
export function countDeadlocks(pool: ConnectionPool): { deadlocks: number } {
  const counted = { deadlocks: 0 };
  const execute = pool.execute.bind(pool);
  pool.execute = async (...statement) => {
    try {
      return await execute(...statement);
    } catch (error) {
      if ((error as { errno?: number }).errno === DEADLOCK) counted.deadlocks++;
      throw error;
    }
  };
  return counted;
}

/** The number of deadlocks that the server has counted since its start. */
export async function serverDeadlocks(database: Database): Promise<number> {
  const sql =
    process.env.TEST_SERVER === 'mysql'
      ? "SELECT COUNT AS n FROM information_schema.INNODB_METRICS WHERE NAME = 'lock_deadlocks'"
      : "SELECT VARIABLE_VALUE AS n FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Innodb_deadlocks'";
  const row = await database.row<{ n: number | string }>(sql);
  if (!row) throw new Error('The server does not count its deadlocks.');
  return Number(row.n);
}

/** Resolves once a transaction on the server waits for a row lock of another one. */
export async function untilLockWait(database: Database): Promise<void> {
  const end = performance.now() + 5000;
  for (;;) {
    const row = await database.row<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'");
    if (Number(row?.Value) > 0) return;
    if (performance.now() > end) throw new Error('No transaction waits for a lock.');
  }
}
