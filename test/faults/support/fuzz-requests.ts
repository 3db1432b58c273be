import type { Chance } from '@test/support/chance';
import type { DescribedOperation } from './operations';
import { assembled, validParts, type RequestParts } from './valid-request';
import type { Sent } from './wire';
import { PICTURE } from './world';
import { UNUSUAL_TEXTS, WRONG_VALUES } from './wrong-values';

/** The values for requests that the document does not contain: tokens of callers, and names of existing resources. */
export interface Pool {
  readonly tokens: readonly string[];
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly files: readonly string[];
}

type Mutation = (chance: Chance, sent: Sent) => Sent;

/** One request: a valid one, usually with some mutations. The same `chance` makes the same request. */
export function fuzzedRequest(chance: Chance, operations: readonly DescribedOperation[], pool: Pool): Sent {
  const withBody = operations.filter(({ bodySchema }) => bodySchema);
  const operation = chance.oneOf(chance.below(2) === 0 && withBody.length > 0 ? withBody : operations);
  const token = chance.below(12) === 0 ? undefined : chance.oneOf(pool.tokens);
  let sent = assembled(operation, partsOf(chance, operation, pool), token);
  for (let count = chance.below(4); count > 0; count--) sent = chance.oneOf(MUTATIONS)(chance, sent);
  return sent;
}

function partsOf(chance: Chance, operation: DescribedOperation, pool: Pool): RequestParts {
  const path = { id: chance.oneOf(pool.ids), name: chance.oneOf(pool.names), file: chance.oneOf(pool.files) };
  const raw = operation.bodyTypes[0]?.startsWith('image/') ? PICTURE : undefined;
  const parts = validParts(operation, { path, raw });
  if (!parts.body) return parts;
  const number = chance.below(1_000_000).toString(36);
  const own: Record<string, string> = { email: `f${number}@example.com`, username: `f-${number}`, name: `f${number}` };
  const fresh = Object.keys(parts.body).filter((name) => own[name] !== undefined && chance.below(4) > 0);
  return { ...parts, body: { ...parts.body, ...Object.fromEntries(fresh.map((name) => [name, own[name]])) } };
}

const unusualText = (chance: Chance) => chance.oneOf(UNUSUAL_TEXTS)[1];
const letters = (chance: Chance, most: number, alphabet: string) =>
  Array.from({ length: chance.below(most) }, () => alphabet[chance.below(alphabet.length)]).join('');
const HEADER_LETTERS = 'abcxyz0189 ,;=q*"\\/()<>@[]{}?-_.~!#$%&\u0085\u009f\u00e9\u00ff';
const PATH_LETTERS = 'az09-._~!$&()*+,;=:@/%?#[]';

const MUTATIONS: readonly Mutation[] = [
  (chance, sent) => ({ ...sent, method: chance.oneOf(METHODS) }),
  (chance, sent) => ({ ...sent, path: mutatedPath(chance, sent.path) }),
  (chance, sent) => ({ ...sent, path: withQuery(chance, sent.path) }),
  (chance, sent) => ({ ...sent, headers: mutatedHeaders(chance, sent.headers) }),
  (chance, sent) => ({ ...sent, headers: mutatedHeaders(chance, sent.headers) }),
  (chance, sent) => bodyMutated(sent, (body) => mutatedStructure(chance, body)),
  (chance, sent) => bodyMutated(sent, (body) => mutatedStructure(chance, body)),
  (chance, sent) => bodyMutated(sent, (body) => mutatedStructure(chance, body)),
  (chance, sent) => bodyMutated(sent, (body) => mutatedBytes(chance, body)),
  (chance, sent) => bodyMutated(sent, (body) => mutatedBytes(chance, body)),
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY', 'PURGE'];

function mutatedPath(chance: Chance, path: string): string {
  const [route = '', query] = path.split('?');
  const parts = route.split('/');
  const at = 1 + chance.below(Math.max(parts.length - 1, 1));
  const changes: (() => string[])[] = [
    () => [...parts, encodeURIComponent(unusualText(chance))],
    () => parts.with(Math.min(at, parts.length - 1), encodeURIComponent(unusualText(chance))),
    () => parts.with(Math.min(at, parts.length - 1), letters(chance, 20, PATH_LETTERS)),
    () =>
      parts.toSpliced(
        at,
        0,
        chance.oneOf(['', '.', '..', '%2e%2e', '%2f', '%00', '%ff', '%c0%af', '%', '%zz', ';x=1']),
      ),
    () => parts.toSpliced(at, 1),
    () => parts.with(Math.min(at, parts.length - 1), (parts[at] ?? '').toUpperCase()),
    () => [...parts, 'x'.repeat(chance.below(9000))],
    () => [...parts, ''],
  ];
  const mutated = `/${chance.oneOf(changes)().slice(1).join('/')}`;
  return query === undefined ? mutated : `${mutated}?${query}`;
}

function withQuery(chance: Chance, path: string): string {
  const name = chance.oneOf([
    'limit',
    'cursor',
    'email',
    'username',
    'state',
    'action',
    'since',
    'subjectId',
    'x',
    '__proto__',
  ]);
  const text = encodeURIComponent(unusualText(chance));
  const added = chance.oneOf([
    () => `${name}=${text}`,
    () => `${name}=${text}&${name}=1`,
    () => `${name}[]=${text}`,
    () => `${name}[a][b]=${text}`,
    () => `${name}=%`,
    () => `${name}=%ff%fe`,
    () => Array.from({ length: chance.below(1200) }, (_, at) => `k${at}=1`).join('&'),
    () => letters(chance, 60, `${PATH_LETTERS}&&==`),
  ])();
  return `${path}${path.includes('?') ? '&' : '?'}${added}`;
}

function mutatedHeaders(chance: Chance, headers: Sent['headers']): Record<string, string> {
  const any = () => letters(chance, 60, HEADER_LETTERS).trim();
  const token = headers.authorization ?? 'Bearer x';
  const changes: Record<string, () => string> = {
    'content-type': () =>
      chance.oneOf([
        'application/json',
        'application/merge-patch+json',
        'text/plain',
        'image/png',
        'image/svg+xml',
        any(),
        '',
        'application/json; charset=utf-16',
        'multipart/form-data; boundary=',
      ]),
    authorization: () =>
      chance.oneOf([
        any(),
        `${token}x`,
        token.slice(0, chance.below(token.length)),
        token.replace('Bearer', 'Basic'),
        'Bearer ',
        `Bearer ${'x'.repeat(5000)}`,
        token.replaceAll('.', '..'),
      ]),
    'idempotency-key': () => chance.oneOf([any(), `key-${chance.below(20)}-of-many`, 'x'.repeat(chance.below(300))]),
    'if-match': () => chance.oneOf([any(), '*', '"1"', 'W/"1"', `"${'x'.repeat(500)}"`, ',,,']),
    'if-none-match': () => chance.oneOf([any(), '*', '"1"', ','.repeat(3000)]),
    'accept-language': () => chance.oneOf([any(), 'de', 'de;q=x', 'en;q=1e999,*', 'x-'.repeat(1000), ','.repeat(5000)]),
    accept: () => chance.oneOf([any(), 'text/html', '*/*;q=0']),
    'content-encoding': () => chance.oneOf(['gzip', 'br', 'identity', any()]),
    'user-agent': () => chance.oneOf([any(), '', 'Mozilla/5.0 ('.repeat(300)]),
    'x-forwarded-for': () => chance.oneOf([any(), '::ffff:1.2.3.4', 'fe80::1%eth0', ':::', '1.2.3.4,'.repeat(200)]),
    origin: () => chance.oneOf([any(), 'null', 'https://evil.example']),
    cookie: () => chance.oneOf([any(), '__Host-userkeep-refresh=x', '='.repeat(500), '__proto__=1']),
    'access-control-request-method': () => any(),
    range: () => 'bytes=0-0,1-1',
  };
  const name = chance.oneOf(Object.keys(changes));
  return { ...headers, [name]: (changes[name] as () => string)() };
}

function bodyMutated(sent: Sent, mutate: (body: Buffer) => Buffer): Sent {
  if (sent.body === undefined && ['GET', 'HEAD'].includes(sent.method)) return sent;
  return {
    ...sent,
    headers: { 'content-type': 'application/json', ...sent.headers },
    body: mutate(Buffer.from(sent.body ?? '{}')),
  };
}

/** Replaces one of the values in a JSON text, and sometimes a name or a bracket. */
function mutatedStructure(chance: Chance, body: Buffer): Buffer {
  const text = body.toString('utf8');
  const matches = [...text.matchAll(chance.below(5) > 0 ? VALUES : NAMES_AND_BRACKETS)];
  const match = matches.length > 0 ? chance.oneOf(matches) : undefined;
  const value = chance.oneOf(WRONG_VALUES).json;
  if (!match) return Buffer.from(value);
  return Buffer.from(text.slice(0, match.index) + value + text.slice(match.index + match[0].length));
}

const VALUES = /(?<=[:[,])(?:"(?:[^"\\]|\\.)*"(?!:)|-?\d+|true|false|null|\[[^[\]]*\]|\{[^{}]*\})/g;
const NAMES_AND_BRACKETS = /"(?:[^"\\]|\\.)*"(?=:)|[{}[\]]/g;

function mutatedBytes(chance: Chance, body: Buffer): Buffer {
  const at = chance.below(body.length + 1);
  const noise = Buffer.from(Array.from({ length: 1 + chance.below(40) }, () => chance.below(256)));
  return chance.oneOf([
    () => body.subarray(0, at),
    () => body.subarray(at),
    () => Buffer.concat([body.subarray(0, at), noise, body.subarray(at)]),
    () => Buffer.concat([body.subarray(0, at), noise, body.subarray(at + noise.length)]),
    () => Buffer.concat(Array.from({ length: chance.below(20) }, () => body)),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
    () => noise,
    () => Buffer.alloc(chance.below(60_000), chance.oneOf(['[', '{"a":', '"', ' ', '9', '\\', 'ä'])),
  ])();
}
