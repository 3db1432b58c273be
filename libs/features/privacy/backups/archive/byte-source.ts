/** Reads exact numbers of bytes from a stream, and knows their position. */
export class ByteSource {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private pending: Buffer = Buffer.alloc(0);
  /** The position of the next byte. */
  position = 0;

  constructor(
    stream: AsyncIterable<Uint8Array>,
    private readonly seen: (bytes: Buffer) => void = () => undefined,
  ) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** Returns fewer bytes at the end of the stream. */
  async read(count: number): Promise<Buffer> {
    const parts = [this.pending];
    let length = this.pending.length;
    while (length < count) {
      const { done, value } = await this.chunks.next();
      if (done) break;
      const part = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      parts.push(part);
      length += part.length;
    }
    const all = parts.length === 1 ? this.pending : Buffer.concat(parts);
    const bytes = all.subarray(0, count);
    this.pending = all.subarray(bytes.length);
    this.position += bytes.length;
    this.seen(bytes);
    return bytes;
  }

  /** Closes the stream, if it has not been read to its end. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}
