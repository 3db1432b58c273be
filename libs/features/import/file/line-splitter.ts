import { Segments, textOrFault, type RawRecord, type Splitter } from './raw-record';

const LINE_FEED = 10;

/** Splits a file with one JSON record per line. Empty lines are skipped, and both line endings are supported. */
export class LineSplitter implements Splitter {
  private readonly pieces = new Segments();
  private line = 1;
  private number = 0;

  constructor(private position: number) {}

  push(chunk: Buffer): RawRecord[] {
    const records: RawRecord[] = [];
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      this.pieces.add(chunk.subarray(from, at));
      this.position += at + 1 - from;
      from = at + 1;
      records.push(...this.takeRecord());
      this.line++;
    }
    this.pieces.add(chunk.subarray(from));
    this.position += chunk.length - from;
    return records;
  }

  end(): RawRecord[] {
    return this.takeRecord();
  }

  private takeRecord(): RawRecord[] {
    const { isTooLarge } = this.pieces;
    const bytes = this.pieces.take();
    const content = isTooLarge ? { fault: 'record_too_large' as const } : textOrFault(bytes);
    if (content.text?.trim() === '') return [];
    return [{ number: ++this.number, line: this.line, end: this.position, ...content }];
  }
}
