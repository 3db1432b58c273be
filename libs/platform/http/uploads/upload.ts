import { RequestProblems } from '@platform/errors/platform.errors';
import type { IncomingBody } from './incoming-body';

/** A file that is arriving. Its first bytes are here and of an allowed type; the rest is read once, as a stream. */
export class Upload {
  constructor(
    /** The media type that its Content-Type header says. */
    readonly declaredType: string,
    /** The media type that its content shows. For content without a signature, as text, the declared one. */
    readonly type: string,
    private readonly body: Pick<IncomingBody, 'chunks'>,
  ) {}

  /** Throws when the client ends the connection or sends more than the operation's limit. */
  get stream(): AsyncIterable<Uint8Array> {
    return this.body.chunks();
  }

  /** The whole file, for what cannot work on a stream. */
  async collect(maxBytes: number): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    for await (const chunk of this.stream) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw RequestProblems.too_large();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks, bytes);
  }
}
