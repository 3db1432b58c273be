import Ajv from 'ajv/dist/2020';
import type { ValidateFunction } from 'ajv';
import { DECLARED_EVERYWHERE } from './declared-everywhere';
import { resolved } from './openapi-references';

type Json = Record<string, any>; // the code walks the document and needs no types

interface Seen {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly mediaType: string | null;
  readonly body: unknown;
}

/** Compares every answer of a test run with the document: an undeclared status or field is a failure. */
export class OpenApiConformance {
  /** `npm run check` says whether the schemas themselves are valid. */
  private readonly ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, validateSchema: false });
  private readonly routes: { pattern: RegExp; item: Json }[];
  private readonly compiled = new Map<object, ValidateFunction>();

  constructor(private readonly document: Json) {
    this.ajv.addSchema(document, 'openapi');
    this.routes = Object.entries(document.paths as Json).map(([path, item]) => ({
      pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
      item: item as Json,
    }));
  }

  /** The deviation of an answer from the document, in one sentence; undefined if there is none. */
  faultOf({ method, path, status, mediaType, body }: Seen): string | undefined {
    const [plain = ''] = path.split('?');
    const operation = this.routes.find(({ pattern }) => pattern.test(plain))?.item[method.toLowerCase()] as
      Json | undefined;
    if (!operation) return undefined;
    const name = `${method} ${plain} (${operation.operationId})`;
    const response = resolved(this.document, (operation.responses as Json)[status]) as Json | undefined;
    if (!response)
      return DECLARED_EVERYWHERE.has(status) ? undefined : `${name} answered ${status}, which it does not declare.`;
    const type = mediaType?.split(';')[0] ?? '';
    const content = (response.content ?? {})[type] as Json | undefined;
    if (body === undefined) return undefined;
    if (!content) return `${name} answered ${status} as ${type}, which it does not declare.`;
    const validate = this.validatorOf(content.schema as object);
    return validate(body)
      ? undefined
      : `${name} answered ${status} unlike its schema: ${this.ajv.errorsText(validate.errors)}.`;
  }

  private validatorOf(schema: object): ValidateFunction {
    let validate = this.compiled.get(schema);
    if (!validate) {
      validate = this.ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as object);
      this.compiled.set(schema, validate);
    }
    return validate;
  }
}
