import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collected } from '@platform/files/collected';
import { stackOf } from '@platform/process/source-lines';
import type { Witness } from './witness';

export interface WitnessServerOptions {
  readonly host: string;
  /** 0 chooses a free port. */
  readonly port: number;
  /** Receives errors that the operator must know. */
  readonly complain: (text: string) => void;
  /** The time in which a request must be received. */
  readonly requestMs?: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers?: Record<string, string>;
}

const MAX_BODY_BYTES = 64 * 1024;
const MAX_HEADER_BYTES = 8 * 1024;
const MAX_CONNECTIONS = 512;
const REQUEST_MS = 10_000;
const METHODS = new Map([
  ['/add-checkpoint', 'POST'],
  ['/checkpoint', 'GET'],
]);

/** The HTTP interface of C2SP tlog-witness, and `GET /checkpoint?origin=…` for the newest cosigned checkpoint. */
export class WitnessServer {
  private readonly server: Server;

  private constructor(
    private readonly witness: Witness,
    { complain, requestMs = REQUEST_MS }: WitnessServerOptions,
  ) {
    const options = {
      maxHeaderSize: MAX_HEADER_BYTES,
      requestTimeout: requestMs,
      connectionsCheckingInterval: requestMs / 10,
    };
    this.server = createServer(options, (request, response) => {
      this.answer(request).then(
        ({ status, text, headers }) =>
          response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(text),
        (error: unknown) => {
          // The client has ended the connection.
          if (request.errored) return;
          complain(stackOf(error));
          response.writeHead(500).end('The witness has an error; its operator can see it.\n');
        },
      );
    });
    this.server.maxConnections = MAX_CONNECTIONS;
  }

  static async start(witness: Witness, options: WitnessServerOptions): Promise<WitnessServer> {
    const started = new WitnessServer(witness, options);
    await new Promise<void>((resolve, reject) => {
      started.server.once('error', reject).listen(options.port, options.host, resolve);
    });
    return started;
  }

  get url(): string {
    const { address, family, port } = this.server.address() as AddressInfo;
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  }

  /** Requests that are being answered end first. */
  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<Answer> {
    const [path = '', query] = (request.url ?? '').split('?', 2);
    const method = METHODS.get(path);
    if (!method) return { status: 404, text: 'This witness has only /add-checkpoint and /checkpoint.\n' };
    if (request.method !== method) return { status: 405, text: `Use ${method}.\n`, headers: { allow: method } };
    return path === '/checkpoint' ? this.newest(new URLSearchParams(query).get('origin') ?? '') : this.add(request);
  }

  private async newest(origin: string): Promise<Answer> {
    const newest = await this.witness.newest(origin);
    return newest
      ? { status: 200, text: newest.note }
      : { status: 404, text: 'No checkpoint of this log was cosigned.\n' };
  }

  private async add(request: IncomingMessage): Promise<Answer> {
    const body = await collected(request, MAX_BODY_BYTES);
    if (!body) return { status: 413, text: 'The body is too large.\n', headers: { connection: 'close' } };
    const { status, text, isSize } = await this.witness.addCheckpoint(body);
    return { status, text, headers: isSize ? { 'content-type': 'text/x.tlog.size' } : {} };
  }
}
