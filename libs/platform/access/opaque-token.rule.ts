import { createHash, randomBytes } from 'node:crypto';

/** Names the kind of a token, so that people and secret scanners recognise it. */
export type TokenPrefix = `uk${string}_`;

const BYTES = 32;
const RANDOM_PART = /^[A-Za-z0-9_-]{43}$/;
const LONGEST_PREFIX = 4;
export const OPAQUE_TOKEN_LENGTH = LONGEST_PREFIX + 43;

/** 256 random bits as base64url. */
export function randomText(): string {
  return randomBytes(BYTES).toString('base64url');
}

export function newOpaqueToken(prefix: TokenPrefix): string {
  return prefix + randomText();
}

export function isOpaqueToken(prefix: TokenPrefix, text: string): boolean {
  return text.startsWith(prefix) && RANDOM_PART.test(text.slice(prefix.length));
}

/** What is stored of a token. It has 256 random bits, so a plain hash is sufficient, unlike for a short code. */
export function hashOfToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
