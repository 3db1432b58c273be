import { Injectable } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';

export interface DocumentAddition {
  /** Changes whenever `addTo` would add something else. */
  revision(): Promise<string>;
  addTo(document: OpenAPIObject): Promise<void>;
}

/** What features add to the OpenAPI document of a running product on request: `/openapi.json?namespaces=1`. */
@Injectable()
export class DocumentAdditions {
  private readonly additions = new Map<string, DocumentAddition>();

  /** `name` is the query parameter. */
  register(name: string, addition: DocumentAddition): void {
    if (this.additions.has(name)) throw new Error(`The addition ${name} is registered twice.`);
    this.additions.set(name, addition);
  }

  /** Those that the query asks for. */
  named(query: Readonly<Record<string, unknown>>): DocumentAddition[] {
    return [...this.additions].filter(([name]) => query[name] === '1').map(([, addition]) => addition);
  }
}
