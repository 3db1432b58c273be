import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestProblems } from '@platform/errors/platform.errors';

/**
 * How many bytes of a rejected body are still read, so that the client can read the response before the connection
 * ends.
 */
const DISCARDED_BYTES = 1024 * 1024;
/** Node's message for a request whose client ended the connection. Such an error gets no response. */
const ABORTED = 'aborted';

/** The body of one request. It is read as it arrives, up to its limit, and only once. */
export class IncomingBody {
  private readonly incoming: AsyncIterator<Buffer>;
  private readonly buffered: Buffer[] = [];
  /** Undefined for a chunked body, which is known to be complete only at its end. */
  private readonly length: number | undefined;
  private received = 0;
  private hasArrived = false;
  private hasEnded = false;
  private isDiscarded = false;

  constructor(
    private readonly request: IncomingMessage,
    private readonly maxBytes: number,
    private readonly onArrived: () => void,
  ) {
    // Only `next` is called, because `return` would destroy the request and end the connection before the response is
    // sent.
    this.incoming = request[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const length = request.headers['content-length'];
    this.length = length === undefined ? undefined : Number(length);
  }

  /** Waits for this many bytes, or for the whole body if it is shorter. `chunks` returns them as well. */
  async firstBytes(count: number): Promise<Buffer> {
    while (this.received < count) {
      const chunk = await this.next();
      if (!chunk) break;
      this.buffered.push(chunk);
    }
    return Buffer.concat(this.buffered).subarray(0, count);
  }

  async *chunks(): AsyncGenerator<Buffer> {
    for (let chunk = this.buffered.shift(); chunk; chunk = this.buffered.shift()) yield chunk;
    for (let chunk = await this.next(); chunk; chunk = await this.next()) yield chunk;
  }

  /**
   * Reads and discards the rest while the response is sent, because an unread body blocks its connection. If the rest
   * is long, the connection is closed after the response. The handler receives no more of this body.
   */
  async discard(response: ServerResponse): Promise<void> {
    if (this.isDiscarded || this.hasEnded) return;
    this.isDiscarded = true;
    const { socket } = this.request;
    // Once the response is sent, Node no longer notifies a request that its connection has ended.
    const end = () => void this.request.destroy(new Error(ABORTED));
    if (socket.destroyed) end();
    socket.once('close', end);
    try {
      if (await this.isRestShort()) return;
      if (response.writableFinished) end();
      else response.once('finish', end);
    } catch {
      // The client has ended the connection.
    } finally {
      socket.off('close', end);
    }
  }

  private async isRestShort(): Promise<boolean> {
    for (let left = DISCARDED_BYTES; left > 0;) {
      const { done, value } = await this.incoming.next();
      if (done) return true;
      left -= value.length;
    }
    return false;
  }

  private async next(): Promise<Buffer | undefined> {
    if (this.hasEnded) return undefined;
    const { done, value } = await this.incoming.next();
    if (this.isDiscarded) throw new Error(ABORTED);
    if (done) {
      this.hasEnded = true;
      this.reportArrival();
      return undefined;
    }
    this.received += value.length;
    if (this.received === this.length) this.reportArrival();
    if (this.received > this.maxBytes) throw RequestProblems.too_large();
    return value;
  }

  private reportArrival(): void {
    if (this.hasArrived) return;
    this.hasArrived = true;
    this.onArrived();
  }
}
