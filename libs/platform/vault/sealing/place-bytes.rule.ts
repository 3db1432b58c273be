import type { Place } from './place';

const cache = new Map<string, Buffer>();

/**
 * Returns the bytes to which a value at this place is bound. Places are constants in the code, so each is computed
 * once.
 */
export function placeBytes({ table, column }: Place): Buffer {
  // An identifier cannot contain NUL, so two places never have the same bytes.
  const text = `${table}\0${column}\0`;
  let bytes = cache.get(text);
  if (!bytes) cache.set(text, (bytes = Buffer.from(text)));
  return bytes;
}
