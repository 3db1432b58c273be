import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestProblems } from '@platform/errors/platform.errors';

/** How much more of a refused body is read, so that the client gets to the response before the connection ends. */
const DISCARDED_BYTES = 1024 * 1024;
/** Node's word for a request whose client ended the connection; such an error is not answered. */
const ABORTED = 'aborted';

/** The body of one request, read as it arrives and no further than its limit. It can be read once. */
export class IncomingBody {
  private readonly incoming: AsyncIterator<Buffer>;
  private readonly early: Buffer[] = [];
  /** Undefined for a body that comes in chunks: that it is complete is known only at its end. */
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
    // Only `next` is called: `return` would destroy the request, and so end the connection before it is answered.
    this.incoming = request[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const length = request.headers['content-length'];
    this.length = length === undefined ? undefined : Number(length);
  }

  /** Waits for so many bytes, or for all if there are fewer. `chunks` still gives them. */
  async firstBytes(count: number): Promise<Buffer> {
    while (this.received < count) {
      const chunk = await this.next();
      if (!chunk) break;
      this.early.push(chunk);
    }
    return Buffer.concat(this.early).subarray(0, count);
  }

  async *chunks(): AsyncGenerator<Buffer> {
    for (let chunk = this.early.shift(); chunk; chunk = this.early.shift()) yield chunk;
    for (let chunk = await this.next(); chunk; chunk = await this.next()) yield chunk;
  }

  /**
   * Reads and drops the rest while the request is answered, because an unread body blocks its connection. A long rest
   * closes the connection once the response is sent. The handler receives no more of this body.
   */
  async discard(response: ServerResponse): Promise<void> {
    if (this.isDiscarded || this.hasEnded) return;
    this.isDiscarded = true;
    const { socket } = this.request;
    // Node does not tell a request that its connection has ended once its response is sent.
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
      this.noteArrival();
      return undefined;
    }
    this.received += value.length;
    if (this.received === this.length) this.noteArrival();
    if (this.received > this.maxBytes) throw RequestProblems.too_large();
    return value;
  }

  private noteArrival(): void {
    if (this.hasArrived) return;
    this.hasArrived = true;
    this.onArrived();
  }
}
