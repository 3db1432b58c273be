import { createHash } from 'node:crypto';
import { isOpaqueToken, newOpaqueToken } from '@platform/access/opaque-token.rule';

/** An opaque token and a checksum of six characters, which rejects mistyped and forged keys without a query. */
const PREFIX = 'uk_';
const CHECK_LENGTH = 6;
const VISIBLE_LENGTH = 9;
const HEADER_PREFIX = `bearer ${PREFIX}`;

export function newKeyText(): string {
  const token = newOpaqueToken(PREFIX);
  return token + checkOf(token);
}

/** The API key in an Authorization header. Its prefix distinguishes it from an access token. */
export function keyIn(header: string): string | undefined {
  if (header.slice(0, HEADER_PREFIX.length).toLowerCase() !== HEADER_PREFIX) return undefined;
  return header.slice('bearer '.length);
}

export function isKeyText(text: string): boolean {
  const token = text.slice(0, -CHECK_LENGTH);
  return isOpaqueToken(PREFIX, token) && text === token + checkOf(token);
}

export function visiblePartOf(text: string): string {
  return text.slice(0, VISIBLE_LENGTH);
}

function checkOf(token: string): string {
  return createHash('sha256')
    .update(`userkeep ${token.slice(PREFIX.length)}`)
    .digest('base64url')
    .slice(0, CHECK_LENGTH);
}
