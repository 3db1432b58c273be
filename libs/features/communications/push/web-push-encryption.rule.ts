import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

const RECORD_BYTES = 4096;
const HEADER_BYTES = 16 + 4 + 1 + 65;
const TAG_BYTES = 16;
/** One record, which every push service accepts; one byte ends the content. */
export const MAX_WEB_PUSH_BYTES = RECORD_BYTES - HEADER_BYTES - TAG_BYTES - 1;
const END = Buffer.from([2]);

interface Receiver {
  readonly p256dh: string;
  readonly auth: string;
}

/** For tests with fixed values; every message has new ones. */
export interface Ephemeral {
  readonly privateKey?: Buffer;
  readonly salt?: Buffer;
  /** The length of what is encrypted. It is always the same, so that it tells nothing about the content. */
  readonly paddedTo?: number;
}

/** Encrypts a message for a browser (RFC 8291), so that the push service cannot read it. */
export function encryptedFor(
  { p256dh, auth }: Receiver,
  content: Buffer,
  { privateKey, salt = randomBytes(16), paddedTo = MAX_WEB_PUSH_BYTES }: Ephemeral = {},
): Buffer {
  if (content.length > paddedTo) throw new RangeError(`A push message has at most ${paddedTo} bytes.`);
  const receiver = Buffer.from(p256dh, 'base64url');
  const sender = createECDH('prime256v1');
  if (privateKey) sender.setPrivateKey(privateKey);
  else sender.generateKeys();
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), receiver, sender.getPublicKey()]);
  const secret = derived(sender.computeSecret(receiver), Buffer.from(auth, 'base64url'), info, 32);
  const key = derived(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derived(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const padding = Buffer.alloc(paddedTo - content.length);
  const encrypted = Buffer.concat([cipher.update(Buffer.concat([content, END, padding])), cipher.final()]);
  const recordSize = Buffer.alloc(4);
  recordSize.writeUInt32BE(RECORD_BYTES);
  const keyId = sender.getPublicKey();
  return Buffer.concat([salt, recordSize, Buffer.from([keyId.length]), keyId, encrypted, cipher.getAuthTag()]);
}

function derived(secret: Buffer, salt: Buffer, info: Buffer, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, bytes));
}
