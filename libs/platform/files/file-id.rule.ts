import { createHash } from 'node:crypto';

const FORM = /^[a-z0-9][a-z0-9-]{15,63}$/;

/** An ID consists of letters, digits and dashes only, so it cannot name a folder, a drive or a parent folder. */
export function isFileId(id: unknown): id is string {
  return typeof id === 'string' && FORM.test(id);
}

/** Two levels of 256 folders. The ID is hashed, because IDs that begin with a time would share one folder. */
export function foldersOf(id: string): readonly [string, string] {
  const hash = createHash('sha256').update(id).digest('hex');
  return [hash.slice(0, 2), hash.slice(2, 4)];
}
