import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DocumentAdditions } from './document-additions';
import { createDocument } from './openapi';

/** The OpenAPI document that the process serves. It is created at the first request, because most processes need none. */
export class ServedDocument {
  private text: string | undefined;
  private added: { readonly revision: string; readonly text: string } | undefined;

  constructor(
    private readonly app: NestFastifyApplication,
    private readonly version: string,
  ) {}

  create(): OpenAPIObject {
    return createDocument(this.app, this.version);
  }

  async textFor(query: unknown): Promise<string> {
    this.text ??= JSON.stringify(this.create());
    const additions = this.app.get(DocumentAdditions).named((query ?? {}) as Record<string, unknown>);
    if (additions.length === 0) return this.text;
    const revision = (await Promise.all(additions.map((addition) => addition.revision()))).join(' ');
    if (this.added?.revision === revision) return this.added.text;
    const document = JSON.parse(this.text) as OpenAPIObject;
    for (const addition of additions) await addition.addTo(document);
    const text = JSON.stringify(document);
    this.added = { revision, text };
    return text;
  }
}
