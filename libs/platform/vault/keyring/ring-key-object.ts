import type { KeyObject } from 'node:crypto';
import { aesKey } from '../cipher/aes-gcm';
import type { RingKey } from './ring-key';

const objects = new WeakMap<RingKey, KeyObject>();

/** A symmetric ring key in the form that OpenSSL takes fastest, made once per key. */
export function keyObjectOf(key: RingKey): KeyObject {
  let object = objects.get(key);
  if (!object) objects.set(key, (object = aesKey(key.secret)));
  return object;
}
