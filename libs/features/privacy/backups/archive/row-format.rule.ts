/**
 * Rows as bytes: each value is its length, as in the protocol of MySQL, and the bytes that the server sends for it.
 * Rows have no separators; the number of columns comes from the schema.
 */
export type RowValues = readonly (Buffer | null)[];

const NULL = 0xfb;
const TWO_BYTES = 0xfc;
const THREE_BYTES = 0xfd;
const EIGHT_BYTES = 0xfe;
const INITIAL_BYTES = 64 * 1024;

/** Collects rows until they are taken as one chunk. */
export class RowWriter {
  private buffer = Buffer.allocUnsafe(INITIAL_BYTES);
  /** The size of the collected rows. */
  length = 0;
  rows = 0;

  add(row: RowValues): void {
    for (const value of row) {
      this.reserve(9 + (value?.length ?? 0));
      if (value === null) {
        this.buffer[this.length++] = NULL;
      } else {
        this.writeLength(value.length);
        value.copy(this.buffer, this.length);
        this.length += value.length;
      }
    }
    this.rows++;
  }

  take(): { content: Buffer; items: number } {
    const taken = { content: this.buffer.subarray(0, this.length), items: this.rows };
    this.buffer = Buffer.allocUnsafe(this.buffer.length);
    this.length = 0;
    this.rows = 0;
    return taken;
  }

  private writeLength(length: number): void {
    if (length < NULL) {
      this.buffer[this.length++] = length;
    } else if (length < 0x1_0000) {
      this.buffer[this.length] = TWO_BYTES;
      this.buffer.writeUInt16LE(length, this.length + 1);
      this.length += 3;
    } else if (length < 0x100_0000) {
      this.buffer[this.length] = THREE_BYTES;
      this.buffer.writeUIntLE(length, this.length + 1, 3);
      this.length += 4;
    } else {
      this.buffer[this.length] = EIGHT_BYTES;
      this.buffer.writeBigUInt64LE(BigInt(length), this.length + 1);
      this.length += 9;
    }
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

/** Reads the rows of a chunk. The values are parts of the chunk, not copies. */
export function* readRows(content: Buffer, columns: number): Generator<RowValues> {
  const reader = new ValueReader(content);
  while (!reader.isAtEnd) yield Array.from({ length: columns }, () => reader.next());
}

/** Reads a chunk value by value, for callers that do not need whole rows. */
export class ValueReader {
  private at = 0;

  constructor(private readonly content: Buffer) {}

  get isAtEnd(): boolean {
    return this.at >= this.content.length;
  }

  next(): Buffer | null {
    const first = this.content[this.at++];
    if (first === NULL) return null;
    const length = this.lengthAfter(first ?? EIGHT_BYTES);
    const end = this.at + length;
    if (end > this.content.length) throw new RangeError('The chunk ends within a row.');
    const value = this.content.subarray(this.at, end);
    this.at = end;
    return value;
  }

  private lengthAfter(first: number): number {
    if (first < NULL) return first;
    const [bytes, read] =
      first === TWO_BYTES
        ? [2, () => this.content.readUInt16LE(this.at)]
        : first === THREE_BYTES
          ? [3, () => this.content.readUIntLE(this.at, 3)]
          : [8, () => Number(this.content.readBigUInt64LE(this.at))];
    const length = read();
    this.at += bytes;
    return length;
  }
}
