import { HttpClient } from '@platform/http-client/http-client';
import { ACCEPT, SiemServer, type SiemBehaviour } from '@test/support/siem-server';
import { SiemEndpoint } from './siem-endpoint';

const TOKEN = 'a token: not to be told';
const LOCAL = ['127.0.0.0/8', '::1'];
const ONE_HOUR_MS = 3_600_000;

describe('The endpoint of a SIEM', () => {
  let server: SiemServer;
  const clients: HttpClient[] = [];

  beforeEach(async () => {
    server = await SiemServer.start();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.onApplicationShutdown()));
    await server.stop();
  });

  const endpointAt = (url: string, allowedNetworks: readonly string[] = LOCAL, timeoutMs = 10_000) => {
    const client = new HttpClient({ allowedNetworks });
    clients.push(client);
    return new SiemEndpoint(url, TOKEN, client, timeoutMs);
  };
  const failureOf = async (work: Promise<void>): Promise<string> =>
    work.then(
      () => 'It was written.',
      (error: Error) => error.message,
    );
  const statusOf =
    (status: number, headers = {}): SiemBehaviour =>
    (_request, response) =>
      response.writeHead(status, headers).end('no');

  it('receives lines with the token', async () => {
    await endpointAt(server.url).write('{"a":1}\n{"a":2}\n');
    expect(server.lines).toEqual([{ a: 1 }, { a: 2 }]);
    const [{ headers } = {}] = server.received;
    expect([headers?.['content-type'], headers?.authorization]).toEqual(['application/x-ndjson', `Bearer ${TOKEN}`]);
  });

  it.each([200, 201, 202, 204])('has stored the lines if it responds with %i', async (status) => {
    server.behaviour = (_request, response) => response.writeHead(status).end();
    await endpointAt(server.url).write('{}\n');
    expect(server.lines).toHaveLength(1);
  });

  it.each([301, 302, 307, 308, 400, 401, 404, 413, 429, 500, 503])(
    'has not stored the lines if it responds with %i',
    async (status) => {
      server.behaviour = statusOf(status, { location: server.url });
      expect(await failureOf(endpointAt(server.url).write('{}\n'))).toBe(`The SIEM responded with ${status}.`);
      expect(server.received.length).toBeLessThanOrEqual(1);
    },
  );

  it('can respond slowly, but must respond within the time limit', async () => {
    server.behaviour = (request, response, body) => setTimeout(() => ACCEPT(request, response, body), 200);
    await endpointAt(server.url).write('{}\n');
    server.behaviour = () => undefined;
    expect(await failureOf(endpointAt(server.url, LOCAL, 500).write('{}\n'))).toContain('due to timeout');
  });

  it('does not delay the end of the process', async () => {
    const called = new Promise<unknown>((resolve) => (server.behaviour = resolve));
    const endpoint = endpointAt(server.url, LOCAL, ONE_HOUR_MS);
    const writing = failureOf(endpoint.write('{}\n'));
    await called;
    endpoint.close();
    expect(await writing).toBe('The SIEM did not respond: The process stops.');
  });

  it('does not have to finish its response, because the body is not read', async () => {
    server.behaviour = (_request, response) => {
      response.writeHead(200);
      response.write('x'.repeat(1000));
    };
    await endpointAt(server.url).write('{}\n');
  });

  it('is not called at a private address that is not allowed', async () => {
    for (const host of ['127.0.0.1', 'localhost'])
      expect(await failureOf(endpointAt(`https://${host}:${server.port}/`, []).write('{}\n'))).toBe(
        `The SIEM did not respond: ${host} has no address that may be called.`,
      );
    expect(server.received).toEqual([]);
    await endpointAt(`https://localhost:${server.port}/`).write('{}\n');
    expect(server.lines).toHaveLength(1);
  });

  it('is not sent anything if its certificate is for another name', async () => {
    const endpoint = endpointAt(`https://siem.example:${server.port}/`);
    const resolve = (_name: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    for (const client of clients) Object.assign(client, { resolve });
    expect(await failureOf(endpoint.write('{}\n'))).toContain("does not match certificate's altnames");
    expect(server.received).toEqual([]);
  });

  it('does not leak its token in errors', async () => {
    server.behaviour = (request) => request.socket.destroy();
    expect(await failureOf(endpointAt(server.url).write('{}\n'))).not.toContain(TOKEN);
  });
});
