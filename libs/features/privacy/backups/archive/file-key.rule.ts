import {
  createCipheriv,
  createDecipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import { bytesOf, recipientIdOf } from './recipient-key.rule';

/** The key of one archive, encrypted for one recipient. Texts are base64url. */
export interface WrappedFileKey {
  readonly recipient: string;
  readonly ephemeralKey: string;
  readonly wrappedKey: string;
}

const FILE_KEY_BYTES = 32;
const TAG_BYTES = 16;
/** Each wrapping key encrypts once, so the nonce can be constant. */
const NONCE = Buffer.alloc(12);

export function wrapFileKey(fileKey: Buffer, recipient: KeyObject): WrappedFileKey {
  const ephemeral = generateKeyPairSync('x25519');
  const ephemeralBytes = bytesOf(ephemeral.publicKey, 'x');
  const key = wrappingKey(ephemeral.privateKey, recipient, ephemeralBytes, bytesOf(recipient, 'x'));
  const cipher = createCipheriv('aes-256-gcm', key, NONCE);
  const wrapped = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]);
  return {
    recipient: recipientIdOf(recipient),
    ephemeralKey: ephemeralBytes.toString('base64url'),
    wrappedKey: wrapped.toString('base64url'),
  };
}

/** Returns undefined if the key was wrapped for another recipient or was changed. */
export function unwrapFileKey(wrapped: WrappedFileKey, privateKey: KeyObject): Buffer | undefined {
  const own = createPublicKey(privateKey);
  try {
    const ephemeral = createPublicKey({
      key: { kty: 'OKP', crv: 'X25519', x: wrapped.ephemeralKey },
      format: 'jwk',
    });
    const key = wrappingKey(privateKey, ephemeral, bytesOf(ephemeral, 'x'), bytesOf(own, 'x'));
    const bytes = Buffer.from(wrapped.wrappedKey, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, NONCE).setAuthTag(bytes.subarray(FILE_KEY_BYTES));
    if (bytes.length !== FILE_KEY_BYTES + TAG_BYTES) return undefined;
    return Buffer.concat([decipher.update(bytes.subarray(0, FILE_KEY_BYTES)), decipher.final()]);
  } catch {
    return undefined;
  }
}

function wrappingKey(own: KeyObject, other: KeyObject, ephemeral: Buffer, recipient: Buffer): Buffer {
  const shared = diffieHellman({ privateKey: own, publicKey: other });
  const salt = Buffer.concat([ephemeral, recipient]);
  return Buffer.from(hkdfSync('sha256', shared, salt, 'userkeep backup recipient v1', 32));
}
