import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AddressRefused, HttpClient, type Limits } from './http-client';

/** Resolves every name to these addresses, as the owner of a name can. */
class ClientWithNames extends HttpClient {
  constructor(allowedNetworks: string[], addresses: readonly string[]) {
    super({ allowedNetworks });
    Object.assign(this, {
      resolve: (_name: string, _options: object, done: (error: null, found: object[]) => void) =>
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        ),
    });
  }
}

describe('Calls to other servers', () => {
  let server: Server;
  let port: number;
  let calls = 0;
  let respond: RequestListener = (_request, response) => void response.end('{"ok":true}');
  const clients: HttpClient[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      calls++;
      respond(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  beforeEach(() => {
    calls = 0;
    respond = (_request, response) => void response.end('{"ok":true}');
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.onApplicationShutdown()));
    server.closeAllConnections();
  });
  afterAll(() => server.close());

  const clientWith = (allowedNetworks: string[] = [], addresses?: readonly string[]) => {
    const client = addresses ? new ClientWithNames(allowedNetworks, addresses) : new HttpClient({ allowedNetworks });
    clients.push(client);
    return client;
  };
  const call = (client: HttpClient, url: string, limits: Partial<Limits> = {}) =>
    client.fetchWithin({ ms: 5000, ...limits })(url);
  const causeOf = (failure: Promise<unknown>) =>
    failure.then(
      () => undefined,
      (error: Error) => error.cause ?? error,
    );

  it.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0.0.0.0',
    'localhost',
  ])('do not reach this machine as %s', async (host) => {
    expect(await causeOf(call(clientWith(), `http://${host}:${port}/`))).toBeInstanceOf(AddressRefused);
    expect(calls).toBe(0);
  });

  it('do not reach a private address by a name that resolves to it', async () => {
    const client = clientWith([], ['127.0.0.1', '10.0.0.1', '169.254.169.254', 'fd00::1']);
    expect(await causeOf(call(client, `http://rebound.example:${port}/`))).toBeInstanceOf(AddressRefused);
    expect(calls).toBe(0);
  });

  it('connect to the address that was checked', async () => {
    const client = clientWith(['127.0.0.1'], ['10.0.0.1', '127.0.0.1']);
    expect(await (await call(client, `http://named.example:${port}/`)).json()).toEqual({ ok: true });
  });

  it('reach the host of a setting at any address, and no other host beside it', async () => {
    const configured = `http://127.0.0.1:${port}/issuer`;
    expect((await call(clientWith(), `http://127.0.0.1:${port}/keys`, { configured })).status).toBe(200);
    const other = call(clientWith(), `http://localhost:${port}/keys`, { configured });
    expect(await causeOf(other)).toBeInstanceOf(AddressRefused);
  });

  it('reach networks that the operator allows', async () => {
    expect((await call(clientWith(['127.0.0.0/8']), `http://127.0.0.1:${port}/`)).status).toBe(200);
  });

  it('do not follow redirects', async () => {
    respond = (_request, response) =>
      void response.writeHead(302, { location: `http://127.0.0.1:${port}/inside` }).end();
    const answer = await call(clientWith(['127.0.0.1']), `http://127.0.0.1:${port}/`);
    expect([answer.status, calls]).toEqual([302, 1]);
  });

  it('read a response up to its largest size', async () => {
    respond = (_request, response) => void response.end('x'.repeat(2000));
    const client = clientWith(['127.0.0.1']);
    expect(await (await call(client, `http://127.0.0.1:${port}/`, { maxBytes: 2000 })).text()).toHaveLength(2000);
    const tooLarge = await call(client, `http://127.0.0.1:${port}/`, { maxBytes: 1999 });
    await expect(tooLarge.text()).rejects.toThrow('more than 1999 bytes');
  });

  it('end after their time, even while the body arrives', async () => {
    respond = (_request, response) => void response.write('begun');
    const answer = await call(clientWith(['127.0.0.1']), `http://127.0.0.1:${port}/`, { ms: 300 });
    await expect(answer.text()).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('send what they are given', async () => {
    const received: string[] = [];
    respond = (request, response) => {
      request.setEncoding('utf8').on('data', (chunk: string) => received.push(`${request.method} ${chunk}`));
      request.on('end', () => response.writeHead(204).end());
    };
    const send = clientWith(['127.0.0.1']).fetchWithin({ ms: 5000 });
    const body = new URLSearchParams({ code: 'a b' });
    const answer = await send(`http://127.0.0.1:${port}/`, { method: 'POST', body });
    expect([answer.status, received]).toEqual([204, ['POST code=a+b']]);
  });
});
