import { randomBytes } from 'node:crypto';
import { kindOf, type Client, type KindName, type Request } from './kinds';
import { send, type Reply } from './send';

export type Outcome = 'acknowledged' | 'rejected' | 'unknown';

/** One change that a client requested, and its outcome. */
export interface Operation {
  readonly kind: KindName;
  readonly client: Client;
  readonly mark: string;
  readonly key: string | undefined;
  readonly request: Request;
  outcome: Outcome;
  /** How often the request was sent. */
  attempts: number;
  /** The last answer, for the failure message. */
  answer: string;
}

/** Longer than any outage lasts. */
const PATIENCE_MS = 60_000;

/** Records outside the system every requested change, with its key and its outcome as the client saw it. */
export class Ledger {
  readonly operations: Operation[] = [];
  /** The duration of the slowest answer. */
  slowestMs = 0;
  lastBadAnswerAt = 0;
  /** Answers with 5xx, and requests without an answer. */
  readonly failures: string[] = [];

  constructor(
    private readonly url: () => string,
    /** For the controls: a broken client that retries without an Idempotency-Key. */
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

  /** Sends the request. `dropAnswer` ignores the answer, as if the network had failed at the end. */
  async attempt(operation: Operation, { dropAnswer = false } = {}): Promise<Outcome> {
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
    if (!dropAnswer) this.note(operation, reply);
    return operation.outcome;
  }

  /** Repeats the request with the same key until its outcome is known. */
  async settle(operation: Operation): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while (operation.outcome === 'unknown' && performance.now() < until) {
      if ((await this.attempt(operation)) === 'unknown') await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits for the next failure and returns its time. */
  async nextFailure(): Promise<number> {
    const before = this.failures.length;
    const until = performance.now() + PATIENCE_MS;
    while (this.failures.length === before) {
      if (performance.now() > until) throw new Error('No request failed.');
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

  /** The last answers, for the failure message. */
  lastAnswers(): string {
    return this.operations
      .slice(-10)
      .map(({ kind, outcome, answer }) => `${kind} ${outcome} (${answer})`)
      .join(', ');
  }

  private note(operation: Operation, { status, body }: Reply): void {
    const { alreadyDoneCode, learn } = kindOf(operation.kind);
    const isDone =
      (status >= 200 && status < 300) ||
      (operation.attempts > 1 && alreadyDoneCode !== undefined && body?.code === alreadyDoneCode);
    // After no answer, a 5xx or "still running" the outcome is still unknown.
    if (!isDone && (status === 0 || status >= 500 || body?.code === 'idempotency.still_running')) return;
    operation.outcome = isDone ? 'acknowledged' : 'rejected';
    if (isDone) learn?.(operation.client, body);
  }
}
