import type { Database } from '@platform/persistence/database';

/**
 * Tables that the product writes independently of the caller: rate limits, leases, timed jobs, positions of
 * events, checkpoints. The changes of a call are in the tables of the features, including the audit log.
 */
const BACKGROUND_TABLES =
  /^(platform_(counter|job|lease|node|cluster_notification|timed_job)|event_(consumer|node|run|sequence|stop)|audit_(log|checkpoint|head))$/;

/** Read once for each database: the server opens every table for this query, and no test here changes the schema. */
const comparedTables = new WeakMap<Database, Promise<string[]>>();

async function readComparedTables(database: Database): Promise<string[]> {
  const tables = await database.rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`,
  );
  return tables.map(({ name }) => name).filter((name) => !BACKGROUND_TABLES.test(name));
}

/** A checksum of the contents of every table; equal checksums mean that nothing was written in between. */
export async function tableSums(database: Database): Promise<Record<string, unknown>> {
  const tables = comparedTables.get(database) ?? readComparedTables(database);
  comparedTables.set(database, tables);
  const sums = await database.rows<{ Table: string; Checksum: unknown }>(`CHECKSUM TABLE ${(await tables).join(', ')}`);
  return Object.fromEntries(sums.map(({ Table, Checksum }) => [Table, String(Checksum)]));
}

export function changedTables(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
}
