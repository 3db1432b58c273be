import type { ConnectionPool } from '@platform/persistence/connection-pool';
import type { Database } from '@platform/persistence/database';

export const DEADLOCK = 1213;

/** Counts the deadlocks that a pool's statements die of, before anybody can do something about them. */
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

/** How many deadlocks the server itself has counted since it started. */
export async function serverDeadlocks(database: Database): Promise<number> {
  const sql =
    process.env.TEST_SERVER === 'mysql'
      ? "SELECT COUNT AS n FROM information_schema.INNODB_METRICS WHERE NAME = 'lock_deadlocks'"
      : "SELECT VARIABLE_VALUE AS n FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'Innodb_deadlocks'";
  const row = await database.row<{ n: number | string }>(sql);
  if (!row) throw new Error('The server does not count its deadlocks.');
  return Number(row.n);
}

/** Resolves once somebody on the server waits for a row that another one holds. */
export async function aLockIsWaitedFor(database: Database): Promise<void> {
  const end = performance.now() + 5000;
  for (;;) {
    const row = await database.row<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'");
    if (Number(row?.Value) > 0) return;
    if (performance.now() > end) throw new Error('Nobody waits for a lock.');
  }
}
