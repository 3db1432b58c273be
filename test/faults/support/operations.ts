import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolved } from '@test/support/openapi-references';

type Json = Record<string, any>; // the code walks the document and needs no types

export const DOCUMENT_FILE = join(__dirname, '../../../openapi.json');

/**
 * The committed document, not the one that the API serves: that one is generated from the decorators, so it would hide
 * the loss of a decorator.
 */
export function committedDocument(): Json {
  return JSON.parse(readFileSync(DOCUMENT_FILE, 'utf8')) as Json;
}

/** Who may call an operation, as the document says. Without `scope` it accepts no API keys of users. */
export type Audience =
  | { readonly kind: 'everyone'; readonly recognises: boolean }
  | { readonly kind: 'signed-in'; readonly stepUp: boolean; readonly scope?: string }
  | {
      readonly kind: 'permission';
      readonly permissions: readonly string[];
      readonly stepUp: boolean;
      readonly scope?: string;
    };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Json;
}

/** The caller chooses the name in the path, so a malformed name is an invalid request and not a missing resource. */
export const isNamedByCaller = ({ id }: { readonly id: string }) =>
  ['setAppPermission', 'setActivityType', 'setNotificationTopic', 'setNotificationType'].includes(id);

export interface DescribedOperation {
  readonly id: string;
  readonly method: string;
  /** The path with its `{parameters}`. */
  readonly template: string;
  readonly audience: Audience;
  readonly parameters: readonly Parameter[];
  /** The schema of the JSON body with every reference resolved; undefined without a JSON body. */
  readonly bodySchema?: Json;
  readonly bodyTypes: readonly string[];
  /** The status of the one answer below 300. */
  readonly success: number;
  readonly statuses: readonly number[];
  /** Whether the successful answer is an endless stream of events. */
  readonly isStream: boolean;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

export function operationsOf(document: Json): DescribedOperation[] {
  return Object.entries(document.paths as Json).flatMap(([template, item]) =>
    METHODS.filter((method) => item[method]).map((method) => describe(document, template, method, item[method])),
  );
}

function describe(document: Json, template: string, method: string, entry: Json): DescribedOperation {
  const content = (entry.requestBody?.content ?? {}) as Json;
  const isFile = entry.requestBody?.['x-max-bytes'] !== undefined;
  const bodySchema = isFile ? undefined : (content['application/json']?.schema as Json | undefined);
  const statuses = Object.keys(entry.responses as Json).map(Number);
  return {
    id: entry.operationId,
    method: method.toUpperCase(),
    template,
    audience: audienceOf(entry),
    parameters: ((entry.parameters ?? []) as Json[])
      .map((given) => resolved(document, given))
      .map((parameter) => ({
        name: parameter.name,
        in: parameter.in,
        required: parameter.required === true,
        schema: dereferenced(document, parameter.schema),
      })),
    bodySchema: bodySchema && dereferenced(document, bodySchema),
    bodyTypes: Object.keys(content),
    success: Math.min(...statuses),
    statuses,
    isStream: (entry.responses[Math.min(...statuses)]?.content ?? {})['text/event-stream'] !== undefined,
  };
}

function audienceOf({ security, ...entry }: Json): Audience {
  if (!Array.isArray(security)) throw new Error(`The document does not say who may call ${entry.operationId}.`);
  if (security.length === 0) return { kind: 'everyone', recognises: false };
  // The cookie that the scene adds is enough, so the operation rejects no token.
  if (entry['x-cookie'] === true) return { kind: 'everyone', recognises: false };
  if (security.some((requirement) => Object.keys(requirement).length === 0))
    return { kind: 'everyone', recognises: true };
  const [stepUp, scope] = [entry['x-step-up'] === true, entry['x-scope'] as string | undefined];
  const permissions = security[0].accessToken as string[];
  return permissions.length === 0
    ? { kind: 'signed-in', stepUp, scope }
    : { kind: 'permission', permissions, stepUp, scope };
}

function dereferenced(document: Json, schema: any): any {
  if (Array.isArray(schema)) return schema.map((inner) => dereferenced(document, inner));
  if (typeof schema !== 'object' || schema === null) return schema;
  if (typeof schema.$ref === 'string') return dereferenced(document, resolved(document, schema));
  return Object.fromEntries(Object.entries(schema).map(([name, inner]) => [name, dereferenced(document, inner)]));
}
