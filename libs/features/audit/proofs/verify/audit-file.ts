import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { HASH_BYTES } from '@platform/transparency-log/tree.rule';
import { parseJsonObject } from '@platform/text/json-object.rule';
import { linesIn } from '@platform/text/lines-in';
import type { LogRecord, UnplacedRecord } from '@platform/event-log/stored/log-records';

/**
 * A log as a file: lines of JSON. The first one names the format; then come the checkpoints that the database has, the
 * entries in the order of their positions, and the entries without a position. See docs/audit-proofs.md.
 */
const FORMAT = 'userkeep-audit-log@v1';
const COMPRESSED = /\.gz$/;
const GZIP = Buffer.of(0x1f, 0x8b);
/** No entry is nearly as long. */
const LONGEST_LINE = 16 * 1024 * 1024;

export interface LogFile {
  readonly origin: string;
  readonly checkpoints: readonly string[];
  readonly records: AsyncIterable<LogRecord>;
  readonly unplaced: AsyncIterable<UnplacedRecord>;
}

/** The message is a sentence for the auditor. */
export class LogFileUnreadable extends Error {}

/** Never overwrites a file. Returns the number of entries. */
export async function writeLogFile(path: string, { origin, checkpoints, records, unplaced }: LogFile): Promise<number> {
  let entries = 0;
  async function* lines() {
    yield lineOf({ format: FORMAT, origin });
    for (const checkpoint of checkpoints) yield lineOf({ checkpoint });
    for await (const { position, hash, record } of records) {
      entries++;
      yield lineOf({ position, hash: hash?.toString('base64'), record: record?.toString('base64') });
    }
    for await (const { seq, isPending, record } of unplaced)
      yield lineOf({ number: seq, pending: isPending, record: record.toString('base64') });
    yield lineOf({ end: entries });
  }
  const target = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await (COMPRESSED.test(path) ? pipeline(lines, createGzip(), target) : pipeline(lines, target));
  return entries;
}

/** Reads the head of the file at once; its entries are read as they are used. */
export async function openLogFile(path: string): Promise<LogFile> {
  const isCompressed = (await startOf(path)).equals(GZIP);
  const source = createReadStream(path);
  const unpacked = isCompressed ? source.pipe(createGunzip()) : source;
  source.on('error', (error) => unpacked.destroy(error));
  const lines = new Lines(path, linesIn(unpacked, LONGEST_LINE));
  const head = await lines.next();
  if (head?.format !== FORMAT || typeof head.origin !== 'string')
    throw new LogFileUnreadable(`${path} is not an audit log of the format ${FORMAT}.`);
  const checkpoints: string[] = [];
  while (typeof (await lines.peek())?.checkpoint === 'string')
    checkpoints.push(String((await lines.next())?.checkpoint));
  return { origin: head.origin, checkpoints, records: recordsOf(lines), unplaced: unplacedOf(lines) };
}

/** The bytes that tell whether a file is compressed. */
async function startOf(path: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(GZIP.length), 0, GZIP.length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new LogFileUnreadable(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

async function* recordsOf(lines: Lines): AsyncGenerator<LogRecord> {
  while ((await lines.peek())?.position !== undefined) {
    const { position, hash, record } = (await lines.next()) as Line;
    const bytes = bytesOf(hash);
    if (!isPositive(position) || (bytes && bytes.length !== HASH_BYTES)) throw lines.fault();
    lines.entries++;
    yield { position, hash: bytes, record: bytesOf(record) };
  }
}

async function* unplacedOf(lines: Lines): AsyncGenerator<UnplacedRecord> {
  while ((await lines.peek())?.number !== undefined) {
    const { number, pending, record } = (await lines.next()) as Line;
    const bytes = bytesOf(record);
    if (!isPositive(number) || !bytes) throw lines.fault();
    yield { seq: number, isPending: pending === true, record: bytes };
  }
  if ((await lines.next())?.end !== lines.entries || (await lines.next())) throw lines.fault();
}

type Line = Readonly<Record<string, unknown>>;

class Lines {
  private ahead: Promise<Line | undefined> | undefined;
  private count = 0;
  /** The number of entries that were read. */
  entries = 0;

  constructor(
    private readonly path: string,
    private readonly lines: AsyncIterator<Buffer>,
  ) {}

  peek(): Promise<Line | undefined> {
    return (this.ahead ??= this.read());
  }

  async next(): Promise<Line | undefined> {
    const line = await this.peek();
    this.ahead = undefined;
    return line;
  }

  fault(): LogFileUnreadable {
    return new LogFileUnreadable(`${this.path} is damaged or incomplete at line ${this.count}.`);
  }

  private async read(): Promise<Line | undefined> {
    this.count++;
    const { value, done } = await this.lines.next().catch(() => {
      throw this.fault();
    });
    if (done) return undefined;
    const line = parseJsonObject(String(value));
    if (!line) throw this.fault();
    return line;
  }
}

function lineOf(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

function isPositive(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function bytesOf(value: unknown): Buffer | undefined {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
}
