import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Request } from './kinds';

export interface Reply {
  /** 0 if there was no answer. */
  readonly status: number;
  readonly body: any;
  readonly error: string | undefined;
  readonly tookMs: number;
}

/** Longer than the product may take; a request that reaches this limit counts as unanswered. */
const LIMIT_MS = 10_000;
const MAX_ATTEMPTS = 10;
/** What the product says in `Retry-After`. */
const RETRY_AFTER_MS = 1000;
const agent = new Agent({ keepAlive: true, maxSockets: 200 });

/** Sends one request once. Unlike some HTTP clients it never retries. */
export function send(url: string, { method, path, body, token, headers }: Request): Promise<Reply> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const begun = performance.now();
  return new Promise((resolve) => {
    const end = (reply: Omit<Reply, 'tookMs'>) => resolve({ ...reply, tookMs: performance.now() - begun });
    const sent = httpRequest(url + path, {
      agent,
      method,
      timeout: LIMIT_MS,
      headers: {
        ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    const fail = (error: Error & { code?: string }) =>
      end({ status: 0, body: undefined, error: error.code ?? error.message });
    sent.on('timeout', () => sent.destroy(new Error('no answer in time')));
    sent.on('error', fail);
    sent.on('response', (answer) => {
      let received = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (received += chunk));
      answer.on('error', fail);
      answer.on('end', () => {
        if (!answer.complete) return fail(new Error('the answer was cut short'));
        const isJson = /json/.test(answer.headers['content-type'] ?? '');
        const body = isJson && received ? JSON.parse(received) : undefined;
        end({ status: answer.statusCode ?? 0, body, error: undefined });
      });
    });
    sent.end(text);
  });
}

/** Sends a request again while the node is too busy to serve it, as well-behaved clients do. */
export async function sendUntilServed(url: string, request: Request): Promise<Reply> {
  for (let attempt = 1; ; attempt++) {
    const reply = await send(url, request);
    if (reply.status !== 503 || attempt === MAX_ATTEMPTS) return reply;
    await pause(RETRY_AFTER_MS);
  }
}

/** Closes the kept connections, which would prevent Jest from exiting. */
export function closeConnections(): void {
  agent.destroy();
}
