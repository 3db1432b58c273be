import { createECDH, createPrivateKey, type KeyObject } from 'node:crypto';

/** The key with which this installation identifies itself to the push services of browsers (RFC 8292). */
export interface WebPushKey {
  readonly privateKey: KeyObject;
  /** The `applicationServerKey` of browsers, base64url. */
  readonly publicKey: string;
}

const KEY_BYTES = 32;

export function createWebPushKey(): string {
  const pair = createECDH('prime256v1');
  pair.generateKeys();
  return padded(pair.getPrivateKey()).toString('base64url');
}

/** Parses a private key as `createWebPushKey` returns it; undefined if it is not valid. */
export function parseWebPushKey(text: string): WebPushKey | undefined {
  const d = Buffer.from(text, 'base64url');
  if (d.length !== KEY_BYTES || d.toString('base64url') !== text) return undefined;
  try {
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(d);
    const point = pair.getPublicKey();
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const privateKey = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y, d: text } });
    return { privateKey, publicKey: point.toString('base64url') };
  } catch {
    return undefined;
  }
}

/** The library leaves out leading zeros. */
function padded(key: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(KEY_BYTES - key.length), key]);
}
