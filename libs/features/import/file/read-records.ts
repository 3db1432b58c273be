import { createReadStream } from 'node:fs';
import { LineSplitter } from './line-splitter';
import { ListSplitter } from './list-splitter';
import type { RawRecord, Splitter } from './raw-record';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const [BLANK, OPEN_BRACE, OPEN_BRACKET] = [32, 123, 91];
/** A valid file does not begin with more white space. */
const MAX_BLANKS = 4096;

/** Streams the records of a file. Only one record and one chunk of the file are in memory at a time. */
export async function* readRecords(path: string, listName: string | undefined): AsyncGenerator<RawRecord> {
  let splitter: Splitter | undefined;
  let head = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    if (splitter) {
      yield* splitter.push(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    splitter = splitterFor(head, listName);
    if (splitter) yield* splitter.push(withoutByteOrderMark(head));
  }
  splitter ??= new LineSplitter(0);
  yield* splitter.end();
}

/** Chooses the splitter by the first character that is not white space. Returns undefined if there is none yet. */
function splitterFor(head: Buffer, listName: string | undefined): Splitter | undefined {
  const position = head.length - withoutByteOrderMark(head).length;
  const first = withoutByteOrderMark(head).find((byte) => byte > BLANK);
  if (first === undefined && head.length < MAX_BLANKS) return undefined;
  if (first === OPEN_BRACKET) return new ListSplitter(position, undefined);
  if (first === OPEN_BRACE && listName !== undefined) return new ListSplitter(position, listName);
  return new LineSplitter(position);
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK)
    ? bytes.subarray(BYTE_ORDER_MARK.length)
    : bytes;
}
