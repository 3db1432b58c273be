import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

type Answer = number | 'silence' | 'nonsense' | 'flood' | { readonly redirect: string };

/** A simulated external system for password checks, which can also misbehave. */
export class ExternalSystemServer {
  readonly requests: { body: unknown; headers: IncomingHttpHeaders; path: string | undefined }[] = [];
  answer: (question: { email?: string; username?: string; password: string }) => Answer = () => 401;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket)).on('error', () => undefined);
    });
    server.on('request', (request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(pieces).toString());
        this.requests.push({ body, headers: request.headers, path: request.url });
        const answer = this.answer(body);
        if (answer === 'silence') return;
        if (answer === 'nonsense') return void request.socket.end('I am a teapot, short and stout\r\n\r\n');
        if (answer === 'flood') {
          response.writeHead(200);
          const writeMore = () => {
            while (!response.destroyed && response.write(Buffer.alloc(65_536)));
          };
          response.on('drain', writeMore);
          return writeMore();
        }
        if (typeof answer === 'object') response.setHeader('location', answer.redirect);
        response.writeHead(typeof answer === 'object' ? 307 : answer, { 'content-type': 'text/plain' });
        response.end('whatever');
      });
    });
  }

  static async start(): Promise<ExternalSystemServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ExternalSystemServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/check`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
