import { derivedIdLike } from '@platform/ids/derived-id';
import { isId, newId, type UserId } from '@platform/ids/ids';

/**
 * The ID of an imported row. It is computed from the former ID and the importing account, so that a record that is
 * imported twice is stored once, and it begins like the former ID, so that the order of the rows stays the same.
 */
export function importedIdOf(userId: UserId, { id }: Readonly<Record<string, unknown>>): string {
  return isId(id) ? derivedIdLike(id, `import:${userId}:${id}`) : newId();
}
