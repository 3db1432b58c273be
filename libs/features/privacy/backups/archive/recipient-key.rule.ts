import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

const PUBLIC_PREFIX = 'backup-public-key:';
const PRIVATE_PREFIX = 'backup-private-key:';
const KEY_BYTES = 32;
const CHECKSUM_BYTES = 4;

/** An X25519 key pair, as text. The product knows only public keys, so it can write archives and not read them. */
export interface RecipientKeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

export function createRecipientKeyPair(): RecipientKeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return { publicKey: publicKeyText(publicKey), privateKey: PRIVATE_PREFIX + checked(bytesOf(privateKey, 'd')) };
}

export function publicKeyText(key: KeyObject): string {
  return PUBLIC_PREFIX + checked(bytesOf(key, 'x'));
}

/** Returns undefined unless the text is complete and unchanged, because nothing could decrypt for a mistyped key. */
export function parsePublicKey(text: string): KeyObject | undefined {
  const bytes = uncheckedBytes(PUBLIC_PREFIX, text);
  if (!bytes) return undefined;
  const x = bytes.toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
}

/** Accepts the content of a key file: lines that start with `#` are comments. */
export function parsePrivateKey(text: string): KeyObject | undefined {
  const line = text.split(/\r?\n/).find((candidate) => candidate.startsWith(PRIVATE_PREFIX));
  const bytes = line === undefined ? undefined : uncheckedBytes(PRIVATE_PREFIX, line.trim());
  // The header of PKCS8 for X25519; a JWK would need the public part too.
  const pkcs8 = bytes && Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), bytes]);
  return pkcs8 && createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
}

/** Twelve hexadecimal digits that identify a public key in headers and messages. */
export function recipientIdOf(publicKey: KeyObject): string {
  return createHash('sha256').update(bytesOf(publicKey, 'x')).digest('hex').slice(0, 12);
}

export function bytesOf(key: KeyObject, part: 'x' | 'd'): Buffer {
  return Buffer.from(key.export({ format: 'jwk' })[part] ?? '', 'base64url');
}

function checked(bytes: Buffer): string {
  return Buffer.concat([bytes, checksumOf(bytes)]).toString('base64url');
}

function uncheckedBytes(prefix: string, text: string): Buffer | undefined {
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url').subarray(0, KEY_BYTES);
  return text === prefix + checked(bytes) ? bytes : undefined;
}

function checksumOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest().subarray(0, CHECKSUM_BYTES);
}
