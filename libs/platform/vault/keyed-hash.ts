import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

const keys = new WeakMap<Buffer, KeyObject>();

/** Returns the HMAC-SHA-256 of the concatenated parts. The caller must delimit parts of variable length. */
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
  let key = keys.get(secret);
  if (!key) keys.set(secret, (key = createSecretKey(secret)));
  return key;
}
