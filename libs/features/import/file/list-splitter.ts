import { Segments, textOrFault, type RawRecord, type Splitter } from './raw-record';

const [QUOTE, BACKSLASH, COMMA, COLON, LINE_FEED] = [34, 92, 44, 58, 10];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [123, 125, 91, 93];
const BLANK = 32;

/**
 * Splits the entries of a JSON list, which is the whole file or a named property of an object. Only brackets and quotes
 * are scanned; each record is parsed separately.
 */
export class ListSplitter implements Splitter {
  private readonly pieces = new Segments();
  private depth = 0;
  private isInString = false;
  private isEscaped = false;
  private state: 'before' | 'within' | 'behind' = 'before';
  /** The last text outside of records, and whether a colon followed. */
  private name: number[] = [];
  private isNamed = false;
  private line = 1;
  private startLine = 0;
  private number = 0;
  private readonly listDepth: number;
  private records: RawRecord[] = [];

  constructor(
    private position: number,
    private readonly listName: string | undefined,
  ) {
    this.listDepth = listName === undefined ? 1 : 2;
  }

  push(chunk: Buffer): RawRecord[] {
    this.records = [];
    let from = this.startLine > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (byte === LINE_FEED) this.line++;
      if (this.state !== 'within') {
        if (this.state === 'before') this.findList(byte);
        continue;
      }
      if (this.isInString) {
        this.trackString(byte);
      } else if (this.depth === this.listDepth && (byte === COMMA || byte === CLOSE_BRACKET)) {
        if (from >= 0) this.finish(chunk.subarray(from, at), this.position + at + 1);
        from = -1;
        if (byte === CLOSE_BRACKET) this.state = 'behind';
      } else {
        if (from < 0 && byte > BLANK) {
          from = at;
          this.startLine = this.line;
        }
        this.trackNesting(byte);
      }
    }
    if (from >= 0) this.pieces.add(chunk.subarray(from));
    this.position += chunk.length;
    return this.records;
  }

  /** A list that is not closed means that the file is truncated. */
  end(): RawRecord[] {
    if (this.state === 'behind') return [];
    const line = this.startLine || this.line;
    return [{ number: ++this.number, line, end: this.position, fault: 'file_cut_off' }];
  }

  private finish(last: Buffer, end: number): void {
    this.pieces.add(last);
    const { isTooLarge } = this.pieces;
    const bytes = this.pieces.take();
    const content = isTooLarge ? { fault: 'record_too_large' as const } : textOrFault(bytes);
    this.records.push({ number: ++this.number, line: this.startLine, end, ...content });
    this.startLine = 0;
  }

  private trackNesting(byte: number): void {
    if (byte === QUOTE) this.isInString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.depth--;
  }

  private trackString(byte: number): void {
    if (this.isEscaped) this.isEscaped = false;
    else if (byte === BACKSLASH) this.isEscaped = true;
    else if (byte === QUOTE) this.isInString = false;
  }

  private findList(byte: number): void {
    if (this.isInString) {
      this.trackString(byte);
      if (this.isInString && this.name.length <= 64) this.name.push(byte);
      return;
    }
    if (byte === QUOTE) {
      this.name = [];
      this.isNamed = false;
    }
    this.trackNesting(byte);
    if (byte === COLON) this.isNamed = true;
    else if (byte === OPEN_BRACKET && this.depth === this.listDepth && this.isTheList()) this.state = 'within';
    else if (byte > BLANK && byte !== QUOTE) this.isNamed = false;
  }

  private isTheList(): boolean {
    return this.listName === undefined || (this.isNamed && Buffer.from(this.name).toString() === this.listName);
  }
}
