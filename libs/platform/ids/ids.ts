import { randomFillSync } from 'node:crypto';

declare const kind: unique symbol;
/** The ID of one kind of row. It is a string, but the compiler rejects an ID of one kind in place of another. */
export type Id<Kind extends string> = string & { readonly [kind]: Kind };

export type UserId = Id<'user'>;
export type SessionId = Id<'session'>;
export type ApiKeyId = Id<'api key'>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const ID_BYTES = 16;
const ID_LENGTH = 36;
const DIGITS = '0123456789abcdef';
const NO_DIGIT = 16;
/** The value of each hexadecimal digit, by its character. */
const VALUES = new Uint8Array(128).fill(NO_DIGIT);
for (const [value, digit] of [...DIGITS].entries()) {
  VALUES[digit.charCodeAt(0)] = value;
  VALUES[digit.toUpperCase().charCodeAt(0)] = value;
}
const textBuffer = Buffer.alloc(ID_LENGTH, '-');
const randomBlock = Buffer.alloc(256 * ID_BYTES);
let used = randomBlock.length;
let lastMs = 0;
let sequence = 0;

/**
 * Creates a UUIDv7. IDs are ordered by time, so that new rows are appended to the primary key. Within a millisecond, a
 * counter with a random start keeps the IDs of this process in order (RFC 9562, 6.2, method 1).
 */
export function newId<I extends string = string>(): I {
  // Random bytes are generated in bulk, as in `freshBytes`, but used in place, because the bytes of an ID are not kept.
  if (used === randomBlock.length) {
    randomFillSync(randomBlock);
    used = 0;
  }
  const at = used;
  used += ID_BYTES;
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Half of the counter is left free, so that it does not overflow within the millisecond.
    sequence = randomBlock.readUInt32BE(at + 6) & 0x1fffff;
  } else if (++sequence > 0x3fffff) {
    lastMs++;
    sequence = 0;
  }
  randomBlock.writeUIntBE(lastMs, at, 6);
  randomBlock.writeUInt16BE(0x7000 | (sequence >>> 10), at + 6);
  randomBlock.writeUInt16BE(0x8000 | ((sequence & 0x3ff) << 4) | ((randomBlock[at + 9] as number) & 0x0f), at + 8);
  return textOf(randomBlock, at) as I;
}

export function isId<I extends string = string>(value: unknown): value is I {
  return typeof value === 'string' && UUID.test(value);
}

/**
 * Converts without library functions, because every request does this several times, and they take three times as long.
 */
export function idToBytes(id: string): Buffer {
  if (id.length !== ID_LENGTH) throw new TypeError('This is not an ID.');
  const bytes = Buffer.allocUnsafe(ID_BYTES);
  let at = 0;
  let invalid = 0;
  for (let index = 0; index < ID_BYTES; index++) {
    if (isAfterDash(index)) at++;
    const high = digitAt(id, at++);
    const low = digitAt(id, at++);
    invalid |= high | low;
    bytes[index] = (high << 4) | low;
  }
  if (invalid & NO_DIGIT) throw new TypeError('This is not an ID.');
  return bytes;
}

export function idFromBytes<I extends string = string>(bytes: Buffer): I {
  if (bytes.length !== ID_BYTES) throw new TypeError('These are not the bytes of an ID.');
  return textOf(bytes, 0) as I;
}

/** Writes into one buffer, because a string that is joined from parts would be assembled again at each use. */
function textOf(bytes: Buffer, from: number): string {
  let at = 0;
  for (let index = 0; index < ID_BYTES; index++) {
    if (isAfterDash(index)) at++;
    const byte = bytes[from + index] as number;
    textBuffer[at++] = DIGITS.charCodeAt(byte >> 4);
    textBuffer[at++] = DIGITS.charCodeAt(byte & 15);
  }
  return textBuffer.toString('latin1');
}

function isAfterDash(index: number): boolean {
  return index === 4 || index === 6 || index === 8 || index === 10;
}

function digitAt(text: string, at: number): number {
  return VALUES[text.charCodeAt(at)] ?? NO_DIGIT;
}

/** The time at which the ID was created, to the millisecond. */
export function momentOf(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}

/** The smallest ID of a time, as a bound for "since" and "until" on a time-ordered key. */
export function firstIdAt(moment: Date): Buffer {
  const bytes = Buffer.alloc(ID_BYTES);
  // There are no IDs before 1970, so all earlier times are before the first ID.
  bytes.writeUIntBE(Math.max(0, moment.getTime()), 0, 6);
  return bytes;
}
