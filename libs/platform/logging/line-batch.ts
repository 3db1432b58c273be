const LONGEST_WAIT_MS = 10;
const ROOM = 64 * 1024;
/** The most bytes a character of a text can take. */
const WIDEST = 3;

export interface ByteTarget {
  write(bytes: Buffer): unknown;
}

/**
 * Combines the lines of ten milliseconds into one write, because a separate write costs more than creating the line.
 * Lines are kept as bytes, because joining hundreds of strings later is slow.
 */
export class LineBatch {
  private readonly lines = Buffer.allocUnsafeSlow(ROOM);
  private used = 0;

  constructor(private readonly target: ByteTarget) {}

  write(line: string): void {
    if (line.length * WIDEST > ROOM - this.used) this.flush();
    if (line.length * WIDEST > ROOM) return void this.target.write(Buffer.from(line));
    if (this.used === 0) setTimeout(() => this.flush(), LONGEST_WAIT_MS).unref();
    this.used += this.lines.write(line, this.used);
  }

  flush(): void {
    if (this.used === 0) return;
    const bytes = Buffer.from(this.lines.subarray(0, this.used));
    this.used = 0;
    this.target.write(bytes);
  }
}
