import { decrypt, encrypt } from '../cipher/aes-gcm';
import type { RingKey } from '../keyring/ring-key';
import { keyObjectOf } from '../keyring/ring-key-object';

const HEADER = Buffer.from([1]);
const CONTEXT = Buffer.from('user_key\0');

export function wrapUserKey(sealing: RingKey, userId: Buffer, secret: Buffer): Buffer {
  return encrypt(keyObjectOf(sealing), HEADER, boundTo(userId), secret);
}

/** Throws `BrokenSeal` for a key that was wrapped for another user or by another ring key. */
export function unwrapUserKey(sealing: RingKey, userId: Buffer, wrapped: Buffer): Buffer {
  return decrypt(keyObjectOf(sealing), HEADER.length, boundTo(userId), wrapped);
}

function boundTo(userId: Buffer): Buffer {
  return Buffer.concat([CONTEXT, userId]);
}
