import { MASTER_KEY_IDS, RING_KEY_TABLE } from '@platform/vault/keyring/ring-key.repository';
import type { BackupConnection } from './backup-connection';

/** The IDs of the master keys that encrypt the keys of this schema. */
export async function masterKeyIds(connection: BackupConnection): Promise<string[]> {
  const [found] = await connection.rows<{ n: string }>(
    `SELECT COUNT(*) AS n FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = '${RING_KEY_TABLE}'`,
  );
  if (Number(found?.n) === 0) return [];
  return (await connection.rows<{ id: string }>(MASTER_KEY_IDS)).map(({ id }) => id);
}
