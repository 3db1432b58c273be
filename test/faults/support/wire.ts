import { Agent, request } from 'node:http';
import { isEventStream } from '@test/support/stream-client';

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly body: any; // tests read answers of every shape
  readonly ms: number;
}

/** With this setting each request can come from a different network, by `X-Forwarded-For`. */
export const BEHIND_PROXY = { TRUSTED_PROXIES: '127.0.0.1' };

/**
 * Sends requests exactly as given: `fetch` would correct some of the malformed requests of these tests. Connections are
 * kept alive. Each request comes from another network, so that login throttling does not answer instead.
 */
export class Wire {
  private readonly agent: Agent;
  private sent = 0;

  constructor(
    readonly url: string,
    connections = 4,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  async send(sent: Sent, limitMs = 30_000): Promise<Received> {
    try {
      return await this.once(sent, limitMs);
    } catch (error) {
      // The server may close a kept connection while this request is being sent, which is not a fault.
      if (!['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      return this.once(sent, limitMs);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private async once({ method, path, headers, body }: Sent, limitMs: number): Promise<Received> {
    const { hostname, port } = new URL(this.url);
    const begun = performance.now();
    return new Promise((resolve, reject) => {
      const size = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const from = { 'x-forwarded-for': networkOf(this.sent++) };
      const outgoing = request({
        agent: this.agent,
        hostname,
        port,
        method,
        path,
        headers: { ...from, ...size, ...headers },
      });
      outgoing.setTimeout(limitMs, () => outgoing.destroy(new Error(`No answer within ${limitMs} ms.`)));
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        const { statusCode: status = 0, headers } = incoming;
        if (isEventStream(headers)) {
          // It never ends, so only its head is read.
          incoming.destroy();
          return resolve({ status, headers, text: '', body: undefined, ms: performance.now() - begun });
        }
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const isJson = /\/(problem\+)?json/.test(headers['content-type'] ?? '');
          resolve({
            status,
            headers,
            text,
            body: isJson && text ? JSON.parse(text) : undefined,
            ms: performance.now() - begun,
          });
        });
      });
      outgoing.end(body);
    });
  }
}

function networkOf(number: number): string {
  return `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`;
}
