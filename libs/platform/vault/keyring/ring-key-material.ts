import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Purpose, RingKey } from './ring-key';

export function newRingKeyId(): string {
  return randomBytes(6).toString('hex');
}

/** Access tokens are ES256; documents and checkpoints are signed with Ed25519; everything else is 256 random bits. */
export function newMaterial(purpose: Purpose): Buffer {
  if (!isKeyPair(purpose)) return randomBytes(32);
  const { privateKey } =
    purpose === 'signing' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'der' });
}

export function ringKeyOf(key: Pick<RingKey, 'purpose' | 'id' | 'createdAt'>, secret: Buffer): RingKey {
  const { purpose, id, createdAt } = key;
  if (!isKeyPair(purpose)) return { purpose, id, createdAt, secret };
  const privateKey = createPrivateKey({ key: secret, type: 'pkcs8', format: 'der' });
  return { purpose, id, createdAt, secret, privateKey, publicKey: createPublicKey(privateKey) };
}

function isKeyPair(purpose: Purpose): boolean {
  return purpose === 'signing' || purpose === 'documents' || purpose === 'audit-log';
}
