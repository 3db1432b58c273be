import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpClient } from '@platform/http-client/http-client';
import { SNS_CERTIFICATE, SNS_HOST } from './report-providers';
import type { TestApi } from './test-api';

/** Serves the certificate of Amazon SNS and confirms subscriptions, on loopback. */
export class SnsServer {
  readonly requested: string[] = [];
  isDown = false;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<SnsServer> {
    const server = createServer();
    const sns = new SnsServer(server);
    server.on('request', (request, response) => {
      sns.requested.push(request.url ?? '');
      response.writeHead(sns.isDown ? 503 : 200).end(sns.isDown ? '' : SNS_CERTIFICATE);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return sns;
  }

  /** Sends the calls of this node to the host of Amazon SNS here, through its own client. */
  answer({ app }: TestApi): void {
    const client = app.get(HttpClient);
    const fetchWithin = client.fetchWithin.bind(client);
    const { port } = this.server.address() as AddressInfo;
    jest.spyOn(client, 'fetchWithin').mockImplementation((limits) => (url, init) => {
      const { host, pathname, search } = new URL(url);
      return fetchWithin(limits)(host === SNS_HOST ? `http://127.0.0.1:${port}${pathname}${search}` : url, init);
    });
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.server.close(resolve));
  }
}
