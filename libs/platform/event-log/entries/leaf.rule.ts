import { hash } from 'node:crypto';
import { idToBytes } from '@platform/ids/ids';
import type { NewEntry } from './event-log.repository';

/** The version of the leaf format. A new format gets another number, so that old hashes can be recomputed. */
export const FORMAT = 1;

/** In RFC 6962 this first byte distinguishes leaves from inner nodes. */
const LEAF = 0;
const NOTHING = Buffer.alloc(0);
const LENGTH_BYTES = 4;
/** The longest total of all parts except facts and sealed values, with their lengths. */
const SHORT_PARTS = 4096;
/** Hashes are computed at once, so one buffer serves all of them. */
const shared = Buffer.allocUnsafeSlow(32 * 1024);

export type HashedEntry = Omit<NewEntry, 'leafHash'>;

export function leafHashOf(entry: HashedEntry): Buffer {
  return hash('sha256', frameOf(entry), 'buffer');
}

/** The bytes of an entry in the tree, of which RFC 6962 makes the leaf hash. */
export function recordOf(entry: HashedEntry): Buffer {
  return Buffer.from(frameOf(entry).subarray(1));
}

/**
 * A zero byte and all stored fields of an entry, with sealed values as ciphertext. Each part is preceded by its length,
 * so that no two entries have the same bytes. The next call overwrites the result.
 */
function frameOf(entry: HashedEntry): Buffer {
  const { facts, changesSealed, originSealed, otherSubjects } = entry;
  const longest = SHORT_PARTS + 3 * facts.length + (changesSealed?.length ?? 0) + (originSealed?.length ?? 0);
  const frame = longest <= shared.length ? shared : Buffer.allocUnsafe(longest);
  let at = frame.writeUInt8(LEAF);
  at = putText(frame, at, String.fromCharCode(entry.format));
  at = putId(frame, at, entry.id);
  at = putText(frame, at, entry.at.toISOString());
  at = putText(frame, at, entry.type);
  at = putText(frame, at, String(entry.version));
  at = putText(frame, at, entry.actorKind);
  at = putId(frame, at, entry.actorId);
  at = putId(frame, at, entry.keyId);
  at = putId(frame, at, entry.onBehalfOf);
  at = putId(frame, at, entry.subjectId);
  at = putBytes(frame, at, otherSubjects ? Buffer.concat(otherSubjects.map(idToBytes)) : NOTHING);
  at = putId(frame, at, entry.requestId);
  at = putText(frame, at, facts);
  at = putBytes(frame, at, changesSealed ?? NOTHING);
  at = putBytes(frame, at, originSealed ?? NOTHING);
  return frame.subarray(0, at);
}

function putText(frame: Buffer, at: number, text: string): number {
  const length = frame.write(text, at + LENGTH_BYTES);
  frame.writeUInt32BE(length, at);
  return at + LENGTH_BYTES + length;
}

function putId(frame: Buffer, at: number, id: string | null): number {
  return putBytes(frame, at, id === null ? NOTHING : idToBytes(id));
}

function putBytes(frame: Buffer, at: number, bytes: Buffer): number {
  frame.writeUInt32BE(bytes.length, at);
  bytes.copy(frame, at + LENGTH_BYTES);
  return at + LENGTH_BYTES + bytes.length;
}
