import type { BackupConnection } from './backup-connection';

/** The IDs of the master keys that encrypt the keys of this schema. */
export async function masterKeyIds(connection: BackupConnection): Promise<string[]> {
  const [table] = await connection.rows<{ n: string }>(
    "SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'ring_key'",
  );
  if (Number(table?.n) === 0) return [];
  const rows = await connection.rows<{ id: string }>(
    'SELECT DISTINCT master_id AS id FROM ring_key WHERE wrapped IS NOT NULL ORDER BY id',
  );
  return rows.map(({ id }) => id);
}
