import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

const known = new WeakMap<Buffer, KeyObject>();

/** HMAC-SHA-256 of the parts, one after the other. Where a part may have any length, the caller frames it. */
export function keyedHash(secret: Buffer, ...parts: readonly (string | Buffer)[]): Buffer {
  const hash = createHmac('sha256', keyOf(secret));
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/**
 * A KeyObject is cached, because passing bytes would copy them at each call, at ten times the cost of hashing a short
 * text.
 */
function keyOf(secret: Buffer): KeyObject {
  let key = known.get(secret);
  if (!key) known.set(secret, (key = createSecretKey(secret)));
  return key;
}
