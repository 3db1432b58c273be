import { createReadStream } from 'node:fs';
import { LineSplitter } from './line-splitter';
import { ListSplitter } from './list-splitter';
import type { RawRecord, Splitter } from './raw-record';

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const [BLANK, OPEN_BRACE, OPEN_BRACKET] = [32, 123, 91];
/** A valid file does not begin with more white space. */
const MAX_BLANKS = 4096;

/** The records of a file, one after the other, without ever holding more than one and a piece of the file. */
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
    if (splitter) yield* splitter.push(withoutMark(head));
  }
  splitter ??= new LineSplitter(0);
  yield* splitter.end();
}

/** Chooses by the first character that is not white space; undefined if there is none yet. */
function splitterFor(head: Buffer, listName: string | undefined): Splitter | undefined {
  const position = head.length - withoutMark(head).length;
  const first = withoutMark(head).find((byte) => byte > BLANK);
  if (first === undefined && head.length < MAX_BLANKS) return undefined;
  if (first === OPEN_BRACKET) return new ListSplitter(position, undefined);
  if (first === OPEN_BRACE && listName !== undefined) return new ListSplitter(position, listName);
  return new LineSplitter(position);
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, MARK.length).equals(MARK) ? bytes.subarray(MARK.length) : bytes;
}
