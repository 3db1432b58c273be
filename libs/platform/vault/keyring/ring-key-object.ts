import type { KeyObject } from 'node:crypto';
import { aesKey } from '../cipher/aes-gcm';
import type { RingKey } from './ring-key';

const objects = new WeakMap<RingKey, KeyObject>();

/** Returns a symmetric ring key as a KeyObject, which is the fastest form for OpenSSL. It is created once per key. */
export function keyObjectOf(key: RingKey): KeyObject {
  let object = objects.get(key);
  if (!object) objects.set(key, (object = aesKey(key.secret)));
  return object;
}
