import type { Database } from '@platform/persistence/database';
import { until } from './two-nodes';

/** Observations in a row: a waiting statement is seen each time, a running one is not. */
const OBSERVATIONS = 3;

/** Waits until this many statements about a table wait for a row that the caller's transaction has locked. */
export async function untilWaiting(database: Database, count: number, table = 'users_account'): Promise<void> {
  let seen = 0;
  await until(async () => {
    const schema = await database.row<{ name: string }>('SELECT DATABASE() AS name');
    const all = await database.rows<{ db: string; Info: string | null }>('SHOW FULL PROCESSLIST');
    const waiting = all.filter(({ db, Info }) => db === schema?.name && Info?.includes(table));
    seen = waiting.length >= count ? seen + 1 : 0;
    return seen === OBSERVATIONS;
  });
}
