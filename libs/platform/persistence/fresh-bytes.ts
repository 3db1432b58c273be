import { randomFillSync } from 'node:crypto';

const BLOCK_BYTES = 4096;
let block = Buffer.alloc(0);

/**
 * Returns random bytes for IDs and nonces. They are generated in blocks, because each call of the generator costs more
 * than the bytes themselves.
 */
export function freshBytes(count: number): Buffer {
  // A new buffer is allocated each time, because callers still use slices of the previous one.
  if (block.length < count) block = randomFillSync(Buffer.allocUnsafeSlow(BLOCK_BYTES));
  const bytes = block.subarray(0, count);
  block = block.subarray(count);
  return bytes;
}
