import { createPublicKey, hash } from 'node:crypto';
import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import type { DeviceAddress, DeviceKind } from './device-address';

export interface RegisteredAddress {
  readonly kind: DeviceKind;
  readonly endpoint?: string;
  readonly keys?: { readonly p256dh: string; readonly auth: string };
  readonly token?: string;
}

/** An uncompressed point of P-256. */
const KEY_BYTES = 65;
const SECRET_BYTES = 16;
const APNS_TOKEN = /^[0-9a-fA-F]{64,200}$/;

/** Returns the address in a request, or its faults. */
export function addressIn(given: RegisteredAddress): DeviceAddress | { readonly faults: readonly FieldError[] } {
  return given.kind === 'web-push' ? webPushIn(given) : tokenIn(given, given.kind);
}

/** Two addresses with the same hash reach the same device. */
export function addressHashOf(address: DeviceAddress): Buffer {
  const target = address.kind === 'web-push' ? address.endpoint : address.token;
  return hash('sha256', `${address.kind} ${target}`, 'buffer');
}

function webPushIn({ endpoint, keys }: RegisteredAddress): ReturnType<typeof addressIn> {
  if (endpoint === undefined) return fault('/endpoint', FieldErrors.required);
  if (!isPushUrl(endpoint)) return fault('/endpoint', FieldErrors.bad_format, 'https://…');
  if (keys === undefined) return fault('/keys', FieldErrors.required);
  if (!isPublicKey(keys.p256dh)) return fault('/keys/p256dh', FieldErrors.bad_format, 'base64url, P-256');
  if (bytesOf(keys.auth)?.length !== SECRET_BYTES) return fault('/keys/auth', FieldErrors.bad_format, 'base64url');
  return { kind: 'web-push', endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } };
}

function tokenIn({ token }: RegisteredAddress, kind: 'fcm' | 'apns'): ReturnType<typeof addressIn> {
  if (token === undefined) return fault('/token', FieldErrors.required);
  if (kind === 'apns' && !APNS_TOKEN.test(token)) return fault('/token', FieldErrors.bad_format, 'hex');
  return { kind, token };
}

function isPushUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'https:' && url.username === '' && url.password === '';
}

function isPublicKey(text: string): boolean {
  const bytes = bytesOf(text);
  if (bytes?.length !== KEY_BYTES) return false;
  try {
    const [x, y] = [bytes.subarray(1, 33), bytes.subarray(33)].map((half) => half.toString('base64url')) as [
      string,
      string,
    ];
    createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
    return bytes[0] === 4;
  } catch {
    return false;
  }
}

function bytesOf(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text.replace(/=+$/, '') ? bytes : undefined;
}

function fault(pointer: string, code: FieldError['code'], form?: string): { faults: FieldError[] } {
  return { faults: [{ pointer, code, ...(form !== undefined && { parameters: { form } }) }] };
}
