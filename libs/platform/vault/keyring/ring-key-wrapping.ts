import { aesKey, decrypt, encrypt } from '../cipher/aes-gcm';
import type { MasterKey } from '../master-keys/master-keys';
import type { Purpose } from './ring-key';

const HEADER = Buffer.from([1]);

interface Identity {
  readonly purpose: Purpose;
  readonly id: string;
}

export function wrapRingKey(master: MasterKey, key: Identity, material: Buffer): Buffer {
  return encrypt(aesKey(master.secret), HEADER, boundTo(key), material);
}

/** Throws `BrokenSeal` if another master key wrapped the ring key. */
export function unwrapRingKey(master: MasterKey, key: Identity, wrapped: Buffer): Buffer {
  return decrypt(aesKey(master.secret), HEADER.length, boundTo(key), wrapped);
}

function boundTo({ purpose, id }: Identity): Buffer {
  return Buffer.from(`ring_key\0${purpose}\0${id}`);
}
