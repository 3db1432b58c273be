import { randomBytes } from 'node:crypto';
import { kindOf, type Client, type KindName, type Request } from './kinds';
import { send, type Reply } from './send';

export type Outcome = 'acknowledged' | 'refused' | 'unknown';

/** One change a client asked for, and what it was told about it. */
export interface Operation {
  readonly kind: KindName;
  readonly client: Client;
  readonly mark: string;
  readonly key: string | undefined;
  readonly request: Request;
  outcome: Outcome;
  /** How often it was sent. */
  attempts: number;
  /** The last answer, for whoever reads a failure. */
  answer: string;
}

/** Longer than any outage. */
const PATIENCE_MS = 60_000;

/** Outside of the system: every change that was asked for, with its key and its outcome as the client saw it. */
export class Ledger {
  readonly operations: Operation[] = [];
  /** The longest any answer took. */
  slowestMs = 0;
  lastBadAnswerAt = 0;
  /** Answers that were trouble on the server's side, and requests that were not answered. */
  readonly failures: string[] = [];

  constructor(
    private readonly url: () => string,
    /** The broken client of the controls: it sends again without saying that it is the same request. */
    private readonly keyless = false,
  ) {}

  write(kind: KindName, client: Client): Operation {
    const mark = `m${randomBytes(7).toString('hex')}`;
    const operation: Operation = {
      kind,
      client,
      mark,
      key: kindOf(kind).keyed && !this.keyless ? `key-${mark}` : undefined,
      request: kindOf(kind).request(client, mark),
      outcome: 'unknown',
      attempts: 0,
      answer: '',
    };
    this.operations.push(operation);
    return operation;
  }

  /** Sends it. A deaf client does not hear the answer, as when its network fails at the end. */
  async attempt(operation: Operation, { deaf = false } = {}): Promise<Outcome> {
    const { request, key } = operation;
    operation.attempts++;
    const reply = await send(
      this.url(),
      key ? { ...request, headers: { ...request.headers, 'idempotency-key': key } } : request,
    );
    this.slowestMs = Math.max(this.slowestMs, reply.tookMs);
    operation.answer = `${reply.status} ${reply.body?.code ?? reply.error ?? ''}`.trim();
    if (reply.status >= 500 || reply.status === 0) {
      this.lastBadAnswerAt = performance.now();
      this.failures.push(`${operation.kind}: ${operation.answer}`);
    }
    if (!deaf) this.note(operation, reply);
    return operation.outcome;
  }

  /** Sends what is unknown again, with the same key, until it is known. */
  async settle(operation: Operation): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (operation.outcome === 'unknown' && performance.now() < until) {
      if ((await this.attempt(operation)) === 'unknown') await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** When it was. */
  async nextFailure(): Promise<number> {
    const before = this.failures.length;
    const until = performance.now() + PATIENCE_MS;
    while (this.failures.length === before) {
      if (performance.now() > until) throw new Error('No client had any trouble.');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return this.lastBadAnswerAt;
  }

  of(client: Client, ...kinds: KindName[]): Operation[] {
    return this.operations.filter((operation) => operation.client === client && kinds.includes(operation.kind));
  }

  count(outcome: Outcome): number {
    return this.operations.filter((operation) => operation.outcome === outcome).length;
  }

  /** For whoever reads a failure. */
  lastAnswers(): string {
    return this.operations
      .slice(-10)
      .map(({ kind, outcome, answer }) => `${kind} ${outcome} (${answer})`)
      .join(', ');
  }

  private note(operation: Operation, { status, body }: Reply): void {
    const { doneBefore, learn } = kindOf(operation.kind);
    const isDone =
      (status >= 200 && status < 300) ||
      (operation.attempts > 1 && doneBefore !== undefined && body?.code === doneBefore);
    // No answer, trouble on the server's side, or "still running": nothing is known yet.
    if (!isDone && (status === 0 || status >= 500 || body?.code === 'idempotency.still_running')) return;
    operation.outcome = isDone ? 'acknowledged' : 'refused';
    if (isDone) learn?.(operation.client, body);
  }
}
