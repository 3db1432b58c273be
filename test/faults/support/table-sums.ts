import type { Database } from '@platform/persistence/database';

/**
 * Written by the product on its own account, whoever calls: limits, leases, timed jobs, news on its way to listeners.
 * What a call changes is in the tables of the features, and in the audit log, which is among them.
 */
const UNSTEADY = /^platform_(counter|job|lease|node|outbox|cluster_notification|timed_job)$/;

/** Asked once for each database: the server opens every table to answer it, and no test here changes the schema. */
const steadyTables = new WeakMap<Database, Promise<string[]>>();

async function readSteadyTables(database: Database): Promise<string[]> {
  const tables = await database.rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`,
  );
  return tables.map(({ name }) => name).filter((name) => !UNSTEADY.test(name));
}

/** A checksum of every table's contents; two alike mean nothing was written in between. */
export async function tableSums(database: Database): Promise<Record<string, unknown>> {
  const tables = steadyTables.get(database) ?? readSteadyTables(database);
  steadyTables.set(database, tables);
  const sums = await database.rows<{ Table: string; Checksum: unknown }>(`CHECKSUM TABLE ${(await tables).join(', ')}`);
  return Object.fromEntries(sums.map(({ Table, Checksum }) => [Table, String(Checksum)]));
}

export function changedTables(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
}
