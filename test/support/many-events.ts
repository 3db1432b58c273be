import { createHash } from 'node:crypto';
import type { Database } from '@platform/persistence/database';
import { idToBytes, newId, type UserId } from '@platform/ids/ids';

const BATCH = 1000;
const HASH = createHash('sha256').update('a test').digest();

/** Inserts events about a user directly, so that the export of the user takes a while. */
export async function addEvents(database: Database, userId: UserId, count: number): Promise<void> {
  for (let done = 0; done < count; done += BATCH) {
    const ids = Array.from({ length: Math.min(BATCH, count - done) }, () => newId());
    await database.write(
      `INSERT INTO event_log (id, at, type, version, actor_kind, subject_id, facts, format, leaf_hash)
       VALUES ${ids.map(() => "(?, UTC_TIMESTAMP(3), 'users.avatar_changed', 1, 'system', ?, '{}', 1, ?)").join(', ')}`,
      ids.flatMap((id) => [idToBytes(id), idToBytes(userId), HASH]),
    );
  }
}
