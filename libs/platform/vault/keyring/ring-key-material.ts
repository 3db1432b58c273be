import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Purpose, RingKey } from './ring-key';

export function newRingKeyId(): string {
  return randomBytes(6).toString('hex');
}

/** Access tokens are ES256, so `signing` is a key pair on P-256; everything else is 256 random bits. */
export function newMaterial(purpose: Purpose): Buffer {
  if (purpose !== 'signing') return randomBytes(32);
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' });
}

export function ringKeyOf(key: Pick<RingKey, 'purpose' | 'id' | 'createdAt'>, secret: Buffer): RingKey {
  const { purpose, id, createdAt } = key;
  if (purpose !== 'signing') return { purpose, id, createdAt, secret };
  const privateKey = createPrivateKey({ key: secret, type: 'pkcs8', format: 'der' });
  return { purpose, id, createdAt, secret, privateKey, publicKey: createPublicKey(privateKey) };
}
