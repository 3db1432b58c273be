import { parse, stringify, v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new UUIDv7: made by us, ordered by time, so that a primary key grows at its end. */
export function newId(): string {
  return v7();
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value);
}

export function idToBytes(id: string): Buffer {
  return Buffer.from(parse(id));
}

export function idFromBytes(bytes: Buffer): string {
  return stringify(bytes);
}

/** The smallest id of a moment: a bound for "since" and "until" on a time-ordered key. */
export function firstIdAt(moment: Date): Buffer {
  const bytes = Buffer.alloc(16);
  // Before 1970 there are no ids, so every such moment is before the first.
  bytes.writeUIntBE(Math.max(0, moment.getTime()), 0, 6);
  return bytes;
}
