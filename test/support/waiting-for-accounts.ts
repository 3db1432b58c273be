import type { Database } from '@platform/persistence/database';
import { until } from './two-nodes';

/** So often in a row: what waits is seen again, what only runs is not. */
const LOOKS = 3;

/** Until so many statements about accounts wait for a row that the unit of work of whoever asks holds. */
export async function untilWaiting(database: Database, count: number): Promise<void> {
  let seen = 0;
  await until(async () => {
    const schema = await database.row<{ name: string }>('SELECT DATABASE() AS name');
    const all = await database.rows<{ db: string; Info: string | null }>('SHOW FULL PROCESSLIST');
    const waiting = all.filter(({ db, Info }) => db === schema?.name && /users_account/.test(Info ?? ''));
    seen = waiting.length >= count ? seen + 1 : 0;
    return seen === LOOKS;
  });
}
