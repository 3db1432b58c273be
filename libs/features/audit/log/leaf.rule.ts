import { hash } from 'node:crypto';
import { idToBytes } from '@platform/persistence/ids';
import type { AuditEntry } from './audit-log.repository';

/** The way entries are written today. Another way gets another number, so that old hashes can be made again. */
export const FORMAT = 1;

/** RFC 6962 tells leaves from inner nodes by this first byte. */
const LEAF = Buffer.from([0]);

/**
 * Hash of everything stored of an entry, the sealed parts as sealed. Each part is preceded by its length, so no
 * two entries have the same bytes.
 */
export function leafHashOf(entry: Omit<AuditEntry, 'leafHash'>): Buffer {
  const parts = [
    Buffer.from([entry.format]),
    idToBytes(entry.id),
    Buffer.from(entry.at.toISOString()),
    Buffer.from(entry.action),
    Buffer.from(entry.actorKind),
    bytes(entry.actorId),
    bytes(entry.onBehalfOf),
    bytes(entry.subjectId),
    bytes(entry.requestId),
    Buffer.from(entry.facts),
    entry.changesSealed ?? Buffer.alloc(0),
    entry.originSealed ?? Buffer.alloc(0),
  ];
  const lengths = Buffer.alloc(4 * parts.length);
  parts.forEach((part, at) => lengths.writeUInt32BE(part.length, 4 * at));
  const framed = parts.flatMap((part, at) => [lengths.subarray(4 * at, 4 * at + 4), part]);
  return hash('sha256', Buffer.concat([LEAF, ...framed]), 'buffer');
}

function bytes(id: string | null): Buffer {
  return id === null ? Buffer.alloc(0) : idToBytes(id);
}
