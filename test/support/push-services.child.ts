import { createServer as createHttpServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { createSecureServer } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import { readFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { PushApiModel } from 'web-push-testing/src/PushApiModel.js';
import WebPushTestingServer from 'web-push-testing/src/server.js';
import type { FromPushServices, PushCall, ToPushServices } from './push-services';

/** The push services of browsers, Firebase and Apple, in a separate process. They refuse calls on request. */
const CERTIFICATES = join(__dirname, 'certificates');
const tls = {
  key: readFileSync(join(CERTIFICATES, 'mail-server.key')),
  cert: readFileSync(join(CERTIFICATES, 'mail-server.pem')),
};
const calls: PushCall[] = [];
let refusal: ToPushServices['refusal'];

async function bodyOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** Returns the refusal of this call, and records it. */
async function received(service: PushCall['service'], incoming: IncomingMessage): Promise<Buffer> {
  const body = await bodyOf(incoming);
  const { url: path = '', headers } = incoming;
  const isText = service !== 'web-push';
  calls.push({ service, path, headers: { ...headers }, body: isText ? body.toString() : `${body.length} bytes` });
  return body;
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function refused(response: ServerResponse): boolean {
  if (!refusal) return false;
  if (refusal.silent) return true;
  response
    .writeHead(refusal.status ?? 500, { 'content-type': 'application/json', ...refusal.headers })
    .end(JSON.stringify(refusal.body ?? {}));
  return true;
}

/** Browsers have endpoints with TLS, which `web-push-testing` does not offer. */
const webPush = createTlsServer(tls, (incoming, response) => {
  void received('web-push', incoming).then((body) => {
    if (refused(response)) return;
    const { method, url: path, headers } = incoming;
    const forwarded = request({ host: '127.0.0.1', port: browserPort, method, path, headers }, (inner) => {
      response.writeHead(inner.statusCode ?? 500, inner.headers);
      inner.pipe(response);
    });
    forwarded.end(body);
  });
});

const firebase = createHttpServer((incoming, response) => {
  void received('fcm', incoming).then(() => {
    if (incoming.url === '/token') return answer(response, 200, { access_token: 'the-token', expires_in: 3600 });
    if (!refused(response)) answer(response, 200, { name: 'projects/the-app/messages/1' });
  });
});

const apple = createSecureServer(tls, (incoming, response) => {
  void received('apns', incoming as unknown as IncomingMessage).then(() => {
    if (!refused(response as unknown as ServerResponse)) response.writeHead(200).end();
  });
});

async function listening(server: { listen: Server['listen']; address: Server['address'] }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

let browserPort = 0;

async function start(): Promise<void> {
  const probe = createHttpServer();
  browserPort = await listening(probe);
  await new Promise((resolve) => probe.close(resolve));
  const browsers = new WebPushTestingServer(new PushApiModel(), browserPort);
  browsers.startServer();
  const ports = {
    browsers: browserPort,
    'web-push': await listening(webPush),
    fcm: await listening(firebase),
    apns: await listening(apple),
  };
  process.on('message', (message) => {
    const { id, refusal: wanted, clears } = message as ToPushServices;
    if (wanted !== undefined || clears) refusal = wanted;
    process.send?.({ id, calls } satisfies FromPushServices);
    if (clears) calls.length = 0;
  });
  process.send?.({ id: 0, calls, ports } satisfies FromPushServices);
}

void start();
