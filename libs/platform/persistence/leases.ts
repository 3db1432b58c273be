import type { SqlValue } from './connection-pool';
import type { Database } from './database';

/**
 * An exclusive right with an expiry time. The fence increases with each holder, so that an earlier holder can be
 * detected.
 */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly fence: number;
}

export const LEASE_TABLE = `CREATE TABLE IF NOT EXISTS platform_lease (
  name varchar(64) NOT NULL,
  holder varchar(64) NOT NULL,
  fence bigint unsigned NOT NULL,
  until datetime(3) NOT NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`;

const UNTIL = 'UTC_TIMESTAMP(3) + INTERVAL ? SECOND';

/**
 * Leases are rows that use the clock of the database, because `GET_LOCK` is local to one server of a cluster. Returns
 * undefined while another process holds the lease.
 */
export async function takeLease(
  database: Database,
  name: string,
  holder: string,
  seconds: number,
): Promise<Lease | undefined> {
  await database.write(
    "INSERT IGNORE INTO platform_lease (name, holder, fence, until) VALUES (?, '', 0, UTC_TIMESTAMP(3))",
    [name],
  );
  const taken = await database.write(
    `UPDATE platform_lease SET holder = ?, fence = fence + 1, until = ${UNTIL} WHERE name = ? AND until <= UTC_TIMESTAMP(3)`,
    [holder, seconds, name],
  );
  if (taken.affectedRows === 0) return undefined;
  const row = await database.row<{ fence: number }>('SELECT fence FROM platform_lease WHERE name = ? AND holder = ?', [
    name,
    holder,
  ]);
  return row && { name, holder, fence: Number(row.fence) };
}

/** Returns false if the lease was lost to another holder. The caller must then stop at once. */
export async function extendLease(database: Database, lease: Lease, seconds: number): Promise<boolean> {
  const extended = await database.write(
    `UPDATE platform_lease SET until = ${UNTIL} WHERE name = ? AND holder = ? AND fence = ?`,
    [seconds, lease.name, lease.holder, lease.fence],
  );
  return extended.affectedRows === 1;
}

/** A WHERE condition for statements that only the current holder may run; `leaseValues` returns its values. */
export const HOLDS_LEASE = 'EXISTS (SELECT 1 FROM platform_lease WHERE name = ? AND holder = ? AND fence = ?)';

export function leaseValues({ name, holder, fence }: Lease): SqlValue[] {
  return [name, holder, fence];
}

export async function endLease(database: Database, lease: Lease): Promise<void> {
  await database.write(
    'UPDATE platform_lease SET until = UTC_TIMESTAMP(3) WHERE name = ? AND holder = ? AND fence = ?',
    [lease.name, lease.holder, lease.fence],
  );
}
