import type { Database } from '@platform/persistence/database';

/**
 * Written by the product on its own account, whoever calls: limits, leases, timed jobs, news on its way to listeners.
 * What a call changes is in the tables of the features, and in the audit log, which is among them.
 */
const UNSTEADY = /^platform_(counter|job|lease|node|outbox|signal|timed_job)$/;

/** A sum of every table's contents; two alike mean nothing was written in between. */
export async function tableSums(database: Database): Promise<Record<string, unknown>> {
  const tables = await database.rows<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'`,
  );
  const steady = tables.map(({ name }) => name).filter((name) => !UNSTEADY.test(name));
  const sums = await database.rows<{ Table: string; Checksum: unknown }>(`CHECKSUM TABLE ${steady.join(', ')}`);
  return Object.fromEntries(sums.map(({ Table, Checksum }) => [Table, String(Checksum)]));
}

export function changedTables(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => before[name] !== after[name]);
}
