import { createPublicKey, verify, type KeyObject } from 'node:crypto';

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Parses the key that SendGrid shows: SPKI in base64. */
export function sendgridKeyOf(text: string): KeyObject | undefined {
  if (!BASE64.test(text)) return undefined;
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? key : undefined;
  } catch {
    return undefined;
  }
}

export interface SendgridSignature {
  readonly timestamp: string;
  readonly signature: string;
}

/** The signature covers the time and the body as it arrived. */
export function isSignedBySendgrid({ timestamp, signature }: SendgridSignature, body: Buffer, key: KeyObject): boolean {
  if (!BASE64.test(signature)) return false;
  return verify('sha256', Buffer.concat([Buffer.from(timestamp), body]), key, Buffer.from(signature, 'base64'));
}
