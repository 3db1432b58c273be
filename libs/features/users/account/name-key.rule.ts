/** Bytes of a key that are compared; the column holds no more. */
const MOST_BYTES = 200;

/**
 * What a display name is found by: without accents, case and repeated spaces. Made here and compared byte by byte,
 * because the two servers fold letters differently.
 */
export function nameKeyOf(name: string | null): Buffer {
  const folded = (name ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/\s+/gu, ' ')
    .trimStart();
  return cut(Buffer.from(folded));
}

/** Not inside a character, so that the key of a beginning is the beginning of the key. */
function cut(bytes: Buffer): Buffer {
  let end = Math.min(bytes.length, MOST_BYTES);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.subarray(0, end);
}
