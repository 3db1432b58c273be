import { RequestProblems } from '@platform/errors/platform.errors';
import { collected } from '@platform/files/collected';
import type { IncomingBody } from './incoming-body';

/**
 * A file that is being received. Its first bytes have arrived and have an allowed type; the rest is read once, as a
 * stream.
 */
export class Upload {
  constructor(
    /** The media type in the Content-Type header. */
    readonly declaredType: string,
    /** The media type of the content. For content without a signature, such as text, it is the declared type. */
    readonly type: string,
    private readonly body: Pick<IncomingBody, 'chunks'>,
  ) {}

  /** Throws if the client ends the connection or sends more than the limit of the operation. */
  get stream(): AsyncIterable<Uint8Array> {
    return this.body.chunks();
  }

  /** Reads the whole file, for code that cannot work on a stream. */
  async collect(maxBytes: number): Promise<Buffer> {
    const bytes = await collected(this.stream, maxBytes);
    if (!bytes) throw RequestProblems.too_large();
    return bytes;
  }
}
