import type { Server, Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { stopOnSignal } from '@platform/process/stop-on-signal';
import { ServedDocument } from './docs/served-document';
import { Readiness } from './health/readiness';
import { HttpConfig } from './http.config';

/** Connections with a request that is still open this long after the port was closed are destroyed. */
const SHUTDOWN_MS = 10_000;
const UNUSED_CHECK_MS = 100;

export interface Serving {
  readonly url: string;
  readonly docsUrl: string | undefined;
}

/** Listens on the port. On SIGTERM or SIGINT it finishes the running requests, accepts no new ones, and exits. */
export async function serve(app: NestFastifyApplication, version: string): Promise<Serving> {
  const config = app.get(HttpConfig);
  mountDocs(app, version);
  const connections = connectionsOf(app.getHttpServer());
  await app.listen(config.port, config.host);
  stopOnSignal(() => drain(app, config.drainMs, connections));
  const url = (await app.getUrl()).replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost');
  return { url, docsUrl: config.docs ? `${url}/docs` : undefined };
}

function mountDocs(app: NestFastifyApplication, version: string): void {
  const fastify = app.getHttpAdapter().getInstance();
  const document = new ServedDocument(app, version);
  fastify.get('/openapi.json', async (request, reply) => {
    const text = await document.textFor(request.query);
    return reply.type('application/json; charset=utf-8').send(text);
  });
  if (app.get(HttpConfig).docs)
    SwaggerModule.setup('docs', app, () => document.create(), { jsonDocumentUrl: 'docs/openapi.json', raw: false });
}

/**
 * First only readiness changes and responses close their connections, so that load balancers and clients switch to
 * other nodes. Then the port is closed and running requests are finished.
 */
async function drain(app: NestFastifyApplication, drainMs: number, connections: ReadonlySet<Socket>): Promise<void> {
  app.get(Readiness).beginDrain();
  await pause(drainMs);
  const server = app.getHttpServer();
  setTimeout(() => server.closeAllConnections(), SHUTDOWN_MS).unref();
  setInterval(() => {
    if (!server.listening) for (const socket of connections) if (socket.bytesRead === 0) socket.destroy();
  }, UNUSED_CHECK_MS).unref();
  await app.close();
}

/** The server closes idle connections itself, except those that have never sent a request. */
function connectionsOf(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return connections;
}
