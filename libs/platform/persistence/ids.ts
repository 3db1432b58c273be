import { freshBytes } from './fresh-bytes';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const ID_BYTES = 16;
let lastMs = 0;
let sequence = 0;

/**
 * A new UUIDv7: made by us, ordered by time, so that a primary key grows at its end. Within a millisecond a counter
 * that began at random keeps the ids of this process in order (RFC 9562, 6.2, method 1).
 */
export function newId(): string {
  const id = freshBytes(ID_BYTES);
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Half of the counter stays free, so that it cannot run over within the millisecond.
    sequence = id.readUInt32BE(6) & 0x1fffff;
  } else if (++sequence > 0x3fffff) {
    lastMs++;
    sequence = 0;
  }
  id.writeUIntBE(lastMs, 0, 6);
  id.writeUInt16BE(0x7000 | (sequence >>> 10), 6);
  id.writeUInt16BE(0x8000 | ((sequence & 0x3ff) << 4) | ((id[9] as number) & 0x0f), 8);
  return idFromBytes(id);
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

export function idToBytes(id: string): Buffer {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  if (bytes.length !== ID_BYTES) throw new TypeError('This is not an id.');
  return bytes;
}

export function idFromBytes(bytes: Buffer): string {
  if (bytes.length !== ID_BYTES) throw new TypeError('These are not the bytes of an id.');
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The smallest id of a moment: a bound for "since" and "until" on a time-ordered key. */
export function firstIdAt(moment: Date): Buffer {
  const bytes = Buffer.alloc(ID_BYTES);
  // Before 1970 there are no ids, so every such moment is before the first.
  bytes.writeUIntBE(Math.max(0, moment.getTime()), 0, 6);
  return bytes;
}
