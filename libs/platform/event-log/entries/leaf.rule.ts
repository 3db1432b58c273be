import { hash } from 'node:crypto';
import { idToBytes } from '@platform/ids/ids';
import type { NewEntry } from './event-log.repository';

/** The version of the leaf format. A new format gets another number, so that old hashes can be recomputed. */
export const FORMAT = 1;

/** In RFC 6962 this first byte distinguishes leaves from inner nodes. */
const LEAF = 0;
const NOTHING = Buffer.alloc(0);

/**
 * Hashes all stored fields of an entry, with sealed values as ciphertext. Each part is preceded by its length, so that
 * no two entries have the same bytes.
 */
export function leafHashOf(entry: Omit<NewEntry, 'leafHash'>): Buffer {
  const parts = [
    String.fromCharCode(entry.format),
    bytes(entry.id),
    entry.at.toISOString(),
    entry.type,
    String(entry.version),
    entry.actorKind,
    bytes(entry.actorId),
    bytes(entry.keyId),
    bytes(entry.onBehalfOf),
    bytes(entry.subjectId),
    Buffer.concat((entry.otherSubjects ?? []).map(idToBytes)),
    bytes(entry.requestId),
    entry.facts,
    entry.changesSealed ?? NOTHING,
    entry.originSealed ?? NOTHING,
  ];
  const lengths = parts.map((part) => Buffer.byteLength(part));
  const framed = Buffer.allocUnsafe(lengths.reduce((sum, length) => sum + 4 + length, 1));
  let at = framed.writeUInt8(LEAF);
  parts.forEach((part, index) => {
    at = framed.writeUInt32BE(lengths[index] as number, at);
    at += typeof part === 'string' ? framed.write(part, at) : part.copy(framed, at);
  });
  return hash('sha256', framed, 'buffer');
}

function bytes(id: string | null): Buffer {
  return id === null ? NOTHING : idToBytes(id);
}
