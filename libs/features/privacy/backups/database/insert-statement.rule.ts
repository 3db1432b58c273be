import { readRows } from '../archive/row-format.rule';
import { quoted, type TableShape, type ValueKind } from './table-shape';

const NULL_TEXT = Buffer.from('NULL');
const TEXT_START = Buffer.from("'");
const BINARY_START = Buffer.from("_binary'");
const QUOTE = 0x27;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN = 0x28;
const CLOSE = 0x29;
/** The longest text around a value: `_binary''` and a separator. */
const AROUND = 12;

/** Returns one INSERT with all rows of a chunk, as bytes. */
export function insertStatement(table: TableShape, content: Buffer): Buffer {
  const names = table.columns.map(({ name }) => quoted(name)).join(', ');
  const sql = new SqlBytes(content.length * 2, `INSERT INTO ${quoted(table.name)} (${names}) VALUES `);
  const { length } = table.columns;
  let isFirst = true;
  for (const row of readRows(content, length)) {
    if (!isFirst) sql.byte(COMMA);
    isFirst = false;
    sql.byte(OPEN);
    for (let at = 0; at < length; at++) {
      if (at > 0) sql.byte(COMMA);
      sql.value(row[at] ?? null, table.columns[at]!.kind);
    }
    sql.byte(CLOSE);
  }
  return sql.result();
}

class SqlBytes {
  private buffer: Buffer;
  private length = 0;

  constructor(expected: number, start: string) {
    this.buffer = Buffer.allocUnsafe(expected + start.length + 1024);
    this.length = this.buffer.write(start);
  }

  byte(byte: number): void {
    this.reserve(1);
    this.buffer[this.length++] = byte;
  }

  value(value: Buffer | null, kind: ValueKind): void {
    // In the worst case every byte is escaped.
    this.reserve((value?.length ?? 0) * 2 + AROUND);
    if (value === null) this.bytes(NULL_TEXT);
    else if (kind === 'number' || kind === 'float') this.bytes(value);
    else this.string(value, kind === 'text' ? TEXT_START : BINARY_START);
  }

  result(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  /** Inside quotes, only quotes and backslashes have a meaning. */
  private string(value: Buffer, start: Buffer): void {
    this.bytes(start);
    const { buffer } = this;
    let at = this.length;
    for (let read = 0; read < value.length; read++) {
      const byte = value[read]!;
      if (byte === QUOTE || byte === BACKSLASH) buffer[at++] = BACKSLASH;
      buffer[at++] = byte;
    }
    buffer[at++] = QUOTE;
    this.length = at;
  }

  private bytes(value: Buffer): void {
    value.copy(this.buffer, this.length);
    this.length += value.length;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(this.buffer.length * 2 + bytes);
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}
