import type { Database } from '@platform/persistence/database';

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
