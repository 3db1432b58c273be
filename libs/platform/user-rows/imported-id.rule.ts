import { hash } from 'node:crypto';
import { idFromBytes, idToBytes, isId, newId, type UserId } from '@platform/ids/ids';

/** The time, and the counter within a millisecond. */
const ORDER_BYTES = 10;

/**
 * The ID of an imported row. It is computed from the former ID and the importing account, so that a record that is
 * imported twice is stored once, and it begins like the former ID, so that the order of the rows stays the same.
 */
export function importedIdOf(userId: UserId, { id }: Readonly<Record<string, unknown>>): string {
  if (!isId(id)) return newId();
  const bytes = hash('sha256', `import:${userId}:${id}`, 'buffer').subarray(0, 16);
  idToBytes(id).copy(bytes, 0, 0, ORDER_BYTES);
  return idFromBytes(bytes);
}
