import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Node } from './node';
import { send } from './send';

const CHECK_MS = 25;

/** Forwards each request to the next node that reports ready. Like any load balancer it never repeats a request. */
export class Balancer {
  private readonly ready = new Set<Node>();
  private readonly agent = new Agent({ keepAlive: true });
  private turn = 0;
  private stopped = false;

  private constructor(
    private readonly server: Server,
    private readonly nodes: readonly Node[],
  ) {
    server.on('request', (request, reply) => this.pass(request, reply));
    for (const node of nodes) void this.check(node);
  }

  static async start(nodes: readonly Node[]): Promise<Balancer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Balancer(server, nodes);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async bothReady(): Promise<void> {
    while (this.ready.size < this.nodes.length) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.agent.destroy();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private pass(request: IncomingMessage, reply: ServerResponse): void {
    const choice = [...this.ready];
    const node = choice[this.turn++ % Math.max(1, choice.length)];
    if (!node) return void reply.writeHead(502).end();
    const { method, url, headers } = request;
    const passed = httpRequest(node.url + url, { agent: this.agent, method, headers });
    passed.on('error', () => (reply.headersSent ? reply.destroy() : reply.writeHead(502).end()));
    passed.on('response', (answer) => {
      const { connection: _, ...kept } = answer.headers;
      reply.writeHead(answer.statusCode ?? 502, kept);
      answer.on('error', () => reply.destroy());
      answer.pipe(reply);
    });
    request.pipe(passed);
  }

  private async check(node: Node): Promise<void> {
    while (!this.stopped) {
      const { status } = await send(node.url, { method: 'GET', path: '/health/ready' });
      if (status === 200) this.ready.add(node);
      else this.ready.delete(node);
      await new Promise((resolve) => setTimeout(resolve, CHECK_MS));
    }
  }
}
