const LONGEST_WAIT_MS = 10;
const BUFFER_BYTES = 64 * 1024;
/** The maximum number of bytes per character of a string. */
const MAX_BYTES_PER_CHARACTER = 3;

export interface ByteTarget {
  write(bytes: Buffer): unknown;
}

/**
 * Combines the lines of ten milliseconds into one write, because a separate write costs more than creating the line.
 * Lines are kept as bytes, because joining hundreds of strings later is slow.
 */
export class LineBatch {
  private readonly lines = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private used = 0;

  constructor(private readonly target: ByteTarget) {}

  write(line: string): void {
    if (line.length * MAX_BYTES_PER_CHARACTER > BUFFER_BYTES - this.used) this.flush();
    if (line.length * MAX_BYTES_PER_CHARACTER > BUFFER_BYTES) return void this.target.write(Buffer.from(line));
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
