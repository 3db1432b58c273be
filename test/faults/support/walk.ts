import { isNamedByCaller, type DescribedOperation } from './operations';
import { assembled, validParts, type Meaning } from './valid-request';
import type { Sent } from './wire';
import type { World } from './world';

/** A request and the status that the document declares for it. */
export interface Step {
  readonly name: string;
  readonly request: Sent;
  readonly status: number;
  /** Whether the request is valid by the document too, and not only its answer. */
  readonly isValid: boolean;
  /** Whether the answer never ends, so that a proxy that reads all of it would wait for ever. */
  readonly isEndless?: boolean;
}

/** No namespace has such a name, because any other name can be used. */
const UNKNOWN = {
  id: '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f',
  name: 'unknown',
  file: 'none.webp',
  namespace: 'Unknown',
  topic: 'Unknown',
};

/** The success of an operation, and the errors that every operation of its kind can return. */
export async function stepsOf(
  operation: DescribedOperation,
  world: World,
  permissions: readonly string[],
): Promise<Step[]> {
  const { audience, bodySchema, bodyTypes, parameters, statuses, success } = operation;
  const caller = await world.callerOf(operation.id, permissions);
  const isOpen = audience.kind === 'everyone';
  const requestOf = (token: string, meaning: Meaning) =>
    assembled(operation, validParts(operation, meaning), isOpen ? undefined : token);
  const meaning = await world.meaningOf(operation.id, caller);
  const valid = requestOf(caller.token, meaning);
  const withHeaders = (headers: Record<string, string>): Sent => ({
    ...valid,
    headers: { ...valid.headers, ...headers },
  });
  const withBody = (body: string): Sent => ({ ...valid, body });
  const steps: (Step | false)[] = [
    !isOpen && { name: 'an unknown token', status: 401, request: requestOf('x.y.z', meaning), isValid: true },
    audience.kind === 'permission' && {
      name: 'a missing permission',
      status: 403,
      request: requestOf((await world.person()).token, meaning),
      isValid: true,
    },
    parameters.some((parameter) => parameter.in === 'path') && {
      name: 'an unknown id',
      status: isNamedByCaller(operation) ? 422 : 404,
      request: requestOf(caller.token, { ...meaning, path: UNKNOWN }),
      isValid: true,
    },
    bodySchema !== undefined && { name: 'broken JSON', status: 400, request: withBody('{"a":'), isValid: false },
    bodySchema !== undefined &&
      bodySchema.additionalProperties !== true && {
        name: 'an unknown field',
        status: 422,
        request: withBody('{"unknown":1}'),
        isValid: false,
      },
    valid.body !== undefined && {
      name: 'another media type',
      status: 415,
      request: withHeaders({ 'content-type': bodyTypes.includes('text/plain') ? 'text/css' : 'text/plain' }),
      isValid: false,
    },
    parameters.some(({ name }) => name === 'If-Match') && {
      name: 'a stale copy',
      status: 412,
      request: withHeaders({ 'if-match': '"stale"' }),
      isValid: true,
    },
    statuses.includes(304) && {
      name: 'a current copy',
      status: 304,
      request: withHeaders({ 'if-none-match': '*' }),
      isValid: true,
    },
    { name: 'success', status: success, request: valid, isValid: true, isEndless: operation.isStream },
  ];
  return steps.filter((step) => step !== false).map((step) => ({ ...step, name: `${operation.id}: ${step.name}` }));
}
