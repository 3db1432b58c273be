import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, and a checksum of six characters to reject mistyped and forged keys without a query. */
const FORM = /^uk_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{6})$/;
const CHECK_LENGTH = 6;
const VISIBLE_LENGTH = 9;
const HEADER_PREFIX = 'bearer uk_';

export function newKeyText(): string {
  const secret = randomBytes(32).toString('base64url');
  return `uk_${secret}${checkOf(secret)}`;
}

/** The API key in an Authorization header. Its prefix distinguishes it from an access token. */
export function keyIn(header: string): string | undefined {
  if (header.slice(0, HEADER_PREFIX.length).toLowerCase() !== HEADER_PREFIX) return undefined;
  return header.slice('bearer '.length);
}

export function isKeyText(text: string): boolean {
  const [, secret, check] = FORM.exec(text) ?? [];
  return secret !== undefined && checkOf(secret) === check;
}

export function visiblePartOf(text: string): string {
  return text.slice(0, VISIBLE_LENGTH);
}

export function hashOfKey(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function checkOf(secret: string): string {
  return createHash('sha256').update(`userkeep ${secret}`).digest('base64url').slice(0, CHECK_LENGTH);
}
