import { randomFillSync } from 'node:crypto';

const DRAWN_AT_ONCE = 4096;
let drawn = Buffer.alloc(0);

/** A few random bytes, for ids and nonces. They are drawn many at once: each asking costs more than all its bytes. */
export function freshBytes(count: number): Buffer {
  // A new buffer each time, because what was handed out of the last one is still held.
  if (drawn.length < count) drawn = randomFillSync(Buffer.allocUnsafeSlow(DRAWN_AT_ONCE));
  const bytes = drawn.subarray(0, count);
  drawn = drawn.subarray(count);
  return bytes;
}
