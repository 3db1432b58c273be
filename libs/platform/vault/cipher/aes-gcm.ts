import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import { freshBytes } from '@platform/persistence/fresh-bytes';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12;
const TAG = 16;
const OPTIONS = { authTagLength: TAG };

/** The value was changed, truncated, moved or sealed with another key. */
export class BrokenSeal extends Error {
  constructor() {
    super('A sealed value cannot be decrypted: it was changed, or moved from another user, table or column.');
    this.name = 'BrokenSeal';
  }
}

/** Returns a KeyObject, because plain bytes would make every later call five times as slow. */
export function aesKey(secret: Buffer): KeyObject {
  return createSecretKey(secret);
}

/**
 * Returns `header | nonce | ciphertext | tag`. `bound` is the context of the value; decryption fails in any other
 * context.
 */
export function encrypt(key: KeyObject, header: Buffer, bound: Buffer, plain: string | Buffer): Buffer {
  const nonce = freshBytes(NONCE);
  const cipher = createCipheriv(ALGORITHM, key, nonce, OPTIONS).setAAD(bound);
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final();
  return Buffer.concat([header, nonce, body, cipher.getAuthTag()]);
}

export function decrypt(key: KeyObject, headerLength: number, bound: Buffer, sealed: Buffer): Buffer {
  if (sealed.length < headerLength + NONCE + TAG) throw new BrokenSeal();
  const nonce = sealed.subarray(headerLength, headerLength + NONCE);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, OPTIONS).setAAD(bound);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  const plain = decipher.update(sealed.subarray(headerLength + NONCE, sealed.length - TAG));
  try {
    decipher.final();
  } catch {
    throw new BrokenSeal();
  }
  return plain;
}
