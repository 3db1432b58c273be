import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

const read = (name: string) => readFileSync(join(__dirname, 'certificates', name), 'utf8');
/** The certificate is valid for `localhost` and 127.0.0.1. */
const CERTIFICATE = read('mail-server.pem');

export interface ReceivedRequest {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Whether the server has accepted the lines. */
  readonly isAccepted: boolean;
}

export type SiemBehaviour = (request: IncomingMessage, response: ServerResponse, body: string) => unknown;

export const ACCEPT: SiemBehaviour = (_request, response) => response.writeHead(204).end();

/** An HTTPS server that receives the events of the product, as a SIEM does. */
export class SiemServer {
  readonly received: ReceivedRequest[] = [];
  behaviour: SiemBehaviour = ACCEPT;

  private constructor(
    private readonly server: Server,
    private readonly trusted: readonly string[],
  ) {}

  /** This process trusts the certificate until the server stops. */
  static async start(): Promise<SiemServer> {
    const trusted = getCACertificates('default');
    setDefaultCACertificates([...trusted, CERTIFICATE]);
    const server = createServer({ key: read('mail-server.key'), cert: CERTIFICATE });
    const siem = new SiemServer(server, trusted);
    server.on('request', (request, response) => void siem.receive(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return siem;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `https://127.0.0.1:${this.port}/events`;
  }

  /** The lines of all accepted requests, in their order. */
  get lines(): any[] {
    // tests read lines of every shape
    return this.received
      .filter(({ isAccepted }) => isAccepted)
      .flatMap(({ body }) => body.split('\n').filter(Boolean))
      .map((text) => JSON.parse(text) as unknown);
  }

  async stop(): Promise<void> {
    setDefaultCACertificates([...this.trusted]);
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(() => resolve(undefined)));
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    response.on('close', () => {
      const isAccepted = response.writableFinished && Math.floor(response.statusCode / 100) === 2;
      this.received.push({ headers: request.headers, body, isAccepted });
    });
    this.behaviour(request, response, body);
  }
}
