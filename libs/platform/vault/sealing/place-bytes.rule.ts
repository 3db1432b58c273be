import type { Place } from './place';

const known = new Map<string, Buffer>();

/** A place as bytes to bind values to. Places are constants in the code, so each is computed once. */
export function placeBytes({ table, column }: Place): Buffer {
  // NUL cannot be part of an identifier, so no two places share their bytes.
  const text = `${table}\0${column}\0`;
  let bytes = known.get(text);
  if (!bytes) known.set(text, (bytes = Buffer.from(text)));
  return bytes;
}
