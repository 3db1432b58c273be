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

/** Resolves once a statement of this schema is under way that looks like this. */
export async function isUnderWay(database: Database, pattern: string): Promise<void> {
  const end = performance.now() + 5000;
  const sql =
    'SELECT id FROM information_schema.PROCESSLIST WHERE db = DATABASE() AND info LIKE ? AND id <> CONNECTION_ID()';
  while (!(await database.row(sql, [pattern]))) {
    if (performance.now() > end) throw new Error(`Nothing like ${pattern} was asked of the server.`);
  }
}
