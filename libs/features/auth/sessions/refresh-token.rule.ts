import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { idFromBytes, idToBytes, type SessionId } from '@platform/ids/ids';
import { keyedHash } from '@platform/vault/keyed-hash';

/**
 * A refresh token is `ukr_` and: session ID (16 bytes), generation (4), secret (32), tag (16). The tag is a MAC, so
 * that old tokens are recognised without being stored: an old token is a replay and ends the session, a forged one is
 * only invalid. So knowing a session ID is not enough to end the session. The next secret is derived from the current
 * one and a server key. So concurrent requests with one token get the same successor on every node, and only hashes are
 * stored.
 */
export interface RefreshToken {
  readonly sessionId: SessionId;
  readonly generation: number;
  readonly secret: Buffer;
}

const PREFIX = 'ukr_';
const BYTES = 16 + 4 + 32 + 16;
const FORM = /^ukr_[A-Za-z0-9_-]{91}$/;

export function firstToken(sessionId: SessionId): RefreshToken {
  return { sessionId, generation: 0, secret: randomBytes(32) };
}

export function writeToken(token: RefreshToken, key: Buffer): string {
  const body = bodyOf(token);
  return PREFIX + Buffer.concat([body, tagOf(body, key)]).toString('base64url');
}

/** Returns the token and the key of its MAC, or undefined if the MAC is invalid. */
export function readToken(text: string, keys: readonly Buffer[]): { token: RefreshToken; key: Buffer } | undefined {
  if (!FORM.test(text)) return undefined;
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
  if (bytes.length !== BYTES) return undefined;
  const [body, tag] = [bytes.subarray(0, BYTES - 16), bytes.subarray(BYTES - 16)];
  const key = keys.find((candidate) => timingSafeEqual(tag, tagOf(body, candidate)));
  if (!key) return undefined;
  return {
    token: {
      sessionId: idFromBytes(body.subarray(0, 16)),
      generation: body.readUInt32BE(16),
      secret: body.subarray(20),
    },
    key,
  };
}

/** Uses the key of the token's MAC, so that all nodes derive the same successor while keys are rotated. */
export function successorOf(token: RefreshToken, key: Buffer): RefreshToken {
  const secret = keyedHash(key, 'successor', bodyOf(token));
  return { sessionId: token.sessionId, generation: token.generation + 1, secret };
}

/** The stored hash of a token. */
export function hashOf(token: RefreshToken): Buffer {
  return hash('sha256', token.secret, 'buffer');
}

function bodyOf({ sessionId, generation, secret }: RefreshToken): Buffer {
  const generationBytes = Buffer.alloc(4);
  generationBytes.writeUInt32BE(generation);
  return Buffer.concat([idToBytes(sessionId), generationBytes, secret]);
}

function tagOf(body: Buffer, key: Buffer): Buffer {
  return keyedHash(key, 'refresh', body).subarray(0, 16);
}
