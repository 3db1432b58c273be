import { setTimeout as pause } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SwaggerModule } from '@nestjs/swagger';
import { createDocument } from './docs/openapi';
import { Readiness } from './health/readiness';
import { HttpConfig } from './http.config';

export interface Serving {
  readonly url: string;
  readonly docsUrl: string | undefined;
}

/** Opens the port, and on SIGTERM or SIGINT answers what has begun, takes nothing new, and ends the process. */
export async function serve(app: NestFastifyApplication, version: string): Promise<Serving> {
  const config = app.get(HttpConfig);
  mountDocs(app, version);
  await app.listen(config.port, config.host);
  drainOnSignal(app, config.drainMs);
  const url = (await app.getUrl()).replace('127.0.0.1', 'localhost').replace('[::1]', 'localhost');
  return { url, docsUrl: config.docs ? `${url}/docs` : undefined };
}

function mountDocs(app: NestFastifyApplication, version: string): void {
  const fastify = app.getHttpAdapter().getInstance();
  let text: string | undefined;
  const document = () => createDocument(app, version);
  // Written at the first question: most starts never need it.
  fastify.get('/openapi.json', (_request, reply) => {
    text ??= JSON.stringify(document());
    void reply.type('application/json; charset=utf-8').send(text);
  });
  if (app.get(HttpConfig).docs)
    SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs/openapi.json', raw: false });
}

function drainOnSignal(app: NestFastifyApplication, drainMs: number): void {
  let draining = false;
  const drain = async () => {
    if (draining) return;
    draining = true;
    app.get(Readiness).beginDrain();
    await pause(drainMs);
    await app.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void drain());
}
