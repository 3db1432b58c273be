import type { RingKey } from '../keyring/ring-key';
import { keyObjectOf } from '../keyring/ring-key-object';
import type { Place } from './place';
import { BrokenSeal, decrypt, encrypt } from '../cipher/aes-gcm';
import { placeBytes } from './place-bytes.rule';

const VERSION = 2;
const ID_BYTES = 6;
const HEADER_BYTES = 1 + ID_BYTES;

/**
 * Seals a value that belongs to no user. The header contains the ID of the ring key, so that the key can be replaced.
 */
export function sealSystem(key: RingKey, place: Place, context: string, text: string): Buffer {
  const header = Buffer.concat([Buffer.from([VERSION]), Buffer.from(key.id, 'hex')]);
  return encrypt(keyObjectOf(key), header, boundTo(place, context), text);
}

export function openSystem(
  find: (id: string) => RingKey | undefined,
  place: Place,
  context: string,
  sealed: Buffer,
): string {
  const key = find(ringKeyIdOf(sealed));
  if (!key) throw new BrokenSeal();
  return decrypt(keyObjectOf(key), HEADER_BYTES, boundTo(place, context), sealed).toString('utf8');
}

/** The ring key of a sealed system value, to count its uses and to re-encrypt after a rotation. */
export function ringKeyIdOf(sealed: Buffer): string {
  if (sealed[0] !== VERSION) throw new BrokenSeal();
  return sealed.subarray(1, HEADER_BYTES).toString('hex');
}

function boundTo(place: Place, context: string): Buffer {
  return Buffer.concat([placeBytes(place), Buffer.from(context)]);
}
