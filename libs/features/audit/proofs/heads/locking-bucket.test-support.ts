import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Request {
  readonly operation: 'ListObjectsV2' | 'PutObject' | 'GetObject';
  readonly method: string;
  /** With the query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface S3Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

export const KEY = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
export const REGION = 'eu-central-1';
/** In another process, because Jest cannot load a library that has only `import` in its `exports`. */
const STORE = `
  import { startFauxqs } from 'fauxqs';
  const { port } = await startFauxqs({ port: 0, logger: false });
  process.once('disconnect', () => process.exit());
  process.send(port);
`;
const LOCK_HEADERS = ['x-amz-object-lock-mode', 'x-amz-object-lock-retain-until-date'];
const AUTHORIZATION = /^AWS4-HMAC-SHA256 Credential=(\S+?)\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/;

/**
 * An S3 server with one bucket for each test. fauxqs stores and lists the objects, but ignores signatures, checksums,
 * `If-None-Match` and object lock. A proxy in front of it responds to these as S3 does, and records the requests.
 */
export class LockingBucket {
  readonly requests: S3Request[] = [];
  /** Replaces the responses of S3. */
  intercept: (request: S3Request, answer: () => Promise<S3Answer>) => Promise<S3Answer> = (_request, answer) =>
    answer();
  private readonly locks = new Map<string, Record<string, string>>();
  private created = 0;

  private constructor(
    private readonly store: ChildProcess,
    private readonly storePort: number,
    private readonly proxy: Server,
  ) {}

  static async start(): Promise<LockingBucket> {
    const store = spawn(process.execPath, ['--input-type=module', '--eval', STORE], {
      cwd: __dirname,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [port] = await once(store, 'message');
    const proxy = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { method = '', url = '', headers } = request;
        const operation = method === 'PUT' ? 'PutObject' : url.includes('list-type') ? 'ListObjectsV2' : 'GetObject';
        const received: S3Request = { operation, method, url, headers, body: Buffer.concat(chunks) };
        bucket.requests.push(received);
        void bucket
          .intercept(received, () => bucket.answer(received))
          .then(({ status, headers: more, body }) => response.writeHead(status, more).end(body));
      });
    });
    const bucket = new LockingBucket(store, port as number, proxy);
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    return bucket;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}/${this.name}`;
  }

  /** Begins a test with an empty bucket. */
  async create(): Promise<void> {
    this.created++;
    await this.forward({ method: 'PUT', url: `/${this.name}` });
    this.requests.length = 0;
    this.intercept = (_request, answer) => answer();
  }

  async stop(): Promise<void> {
    this.proxy.closeAllConnections();
    await new Promise((resolve) => this.proxy.close(resolve));
    const exited = once(this.store, 'exit');
    this.store.disconnect();
    await exited;
  }

  private get name(): string {
    return `heads-${this.created}`;
  }

  /** Without the proxy, as the administrator of the bucket. */
  async put(key: string, body: string): Promise<void> {
    await this.forward({ method: 'PUT', url: `/${this.name}/${key}`, body: Buffer.from(body) });
  }

  async keys(): Promise<string[]> {
    const { body } = await this.forward({ method: 'GET', url: `/${this.name}?list-type=2` });
    return [...String(body).matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key]) => key as string);
  }

  private async answer(request: S3Request): Promise<S3Answer> {
    const { operation, url, headers, body } = request;
    if (!isSigned(request, KEY, REGION)) return failure(403, 'SignatureDoesNotMatch');
    if (operation !== 'PutObject') {
      const answer = await this.forward(request);
      return { ...answer, headers: this.locks.get(url) };
    }
    const locks = LOCK_HEADERS.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]]));
    if (locks.length > 0 && headers['content-md5'] === undefined) return failure(400, 'InvalidRequest');
    if (headers['content-md5'] !== hash('md5', body, 'base64')) return failure(400, 'BadDigest');
    if (headers['x-amz-checksum-sha256'] !== hash('sha256', body, 'base64')) return failure(400, 'BadDigest');
    const { status } = await this.forward({ method: 'HEAD', url });
    if (status === 200 && headers['if-none-match'] === '*') return failure(412, 'PreconditionFailed');
    this.locks.set(url, Object.fromEntries(locks));
    return this.forward(request);
  }

  private async forward({ method, url, body }: Pick<S3Request, 'method' | 'url'> & { body?: Buffer }) {
    const init = { method, body: method === 'PUT' ? new Uint8Array(body ?? []) : undefined };
    const response = await fetch(`http://127.0.0.1:${this.storePort}${url}`, init);
    return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
  }
}

export function failure(status: number, code: string): S3Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${KEY.id}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

/** As described in "Signature Calculations for the Authorization Header" of the documentation of S3. */
export function signatureOf(
  { method, url, headers }: Pick<S3Request, 'method' | 'url' | 'headers'>,
  signedHeaders: readonly string[],
  secret: string,
  scope: string,
): string {
  const { pathname, searchParams } = new URL(url, 'http://bucket');
  const query = [...searchParams].map((pair) => pair.map(encodeURIComponent).join('=')).sort();
  const canonical = [
    method,
    pathname,
    query.join('&'),
    ...signedHeaders.map((name) => `${name}:${String(headers[name])}`),
    '',
    signedHeaders.join(';'),
    headers['x-amz-content-sha256'],
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash('sha256', canonical)].join('\n');
  const key = scope
    .split('/')
    .reduce<string | Buffer>((before, part) => createHmac('sha256', before).update(part).digest(), `AWS4${secret}`);
  return createHmac('sha256', key).update(text).digest('hex');
}

function isSigned(request: S3Request, key: typeof KEY, region: string): boolean {
  const { headers, body } = request;
  const [, id, scope = '', names = '', signature = ''] = AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  const signed = names.split(';');
  const required = Object.keys(headers).filter((name) => name === 'host' || name.startsWith('x-amz-'));
  const date = String(headers['x-amz-date']).slice(0, 8);
  return (
    id === key.id &&
    scope === `${date}/${region}/s3/aws4_request` &&
    required.every((name) => signed.includes(name)) &&
    headers['x-amz-content-sha256'] === hash('sha256', body) &&
    timingSafeEqual(Buffer.from(signature), Buffer.from(signatureOf(request, signed, key.secret, scope)))
  );
}
