import { createHash } from 'node:crypto';
import { FileTooLarge } from './file.errors';
import type { FileSource } from './file-store';

/** Passes a source through chunk by chunk, and counts and hashes its bytes. */
export class Measured {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  constructor(
    private readonly source: FileSource,
    private readonly maxBytes = Infinity,
  ) {}

  async *chunks(): AsyncGenerator<Uint8Array> {
    const source = this.source instanceof Uint8Array ? [this.source] : this.source;
    for await (const chunk of source) {
      this.bytes += chunk.byteLength;
      if (this.bytes > this.maxBytes) throw new FileTooLarge(this.maxBytes);
      this.hash.update(chunk);
      yield chunk;
    }
  }

  /** Can be called once, after the last chunk. */
  result(): { size: number; sha256: string } {
    return { size: this.bytes, sha256: this.hash.digest('hex') };
  }
}
