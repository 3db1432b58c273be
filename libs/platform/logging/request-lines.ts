import type { DestinationStream } from 'pino';
import { Memo } from '@platform/process/memo';

/** What is told of a request once it is answered. Chosen here and nowhere else, and none of it is a secret. */
export interface RequestLine {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly network: string | undefined;
  readonly userId: string | undefined;
  /** Of the API key that was used instead of a session. */
  readonly keyId?: string | undefined;
  /** Of the problem it was answered with; counted, and not written. */
  readonly problemCode?: string | undefined;
}

/** What a line says of its route is the same each time, and a text that is whole is quicker to write than one of parts. */
const beginnings = new Memo((route) => `{"level":"info","route":${JSON.stringify(route)},"method":"`);

/**
 * One line a request, put together by hand: looking through it for secrets and for what must be escaped would cost ten
 * times as much. Only a route may hold what JSON would read otherwise; ids, networks and methods never do.
 */
export class RequestLines {
  private lastMs = 0;
  private lastTime = '';

  constructor(private readonly target: DestinationStream) {}

  write({ requestId, method, route, status, ms, network, userId, keyId }: RequestLine): void {
    const from = network === undefined ? '' : `,"network":"${network}"`;
    const who = userId === undefined ? '' : `,"userId":"${userId}"`;
    const key = keyId === undefined ? '' : `,"keyId":"${keyId}"`;
    this.target.write(
      `${beginnings.of(route)}${method}","status":${status},"ms":${Math.round(ms * 10) / 10},"time":"${this.now()}","requestId":"${requestId}"${from}${who}${key}}\n`,
    );
  }

  /** Under load many lines are of the same millisecond. */
  private now(): string {
    const ms = Date.now();
    if (ms !== this.lastMs) {
      this.lastMs = ms;
      this.lastTime = new Date(ms).toISOString();
    }
    return this.lastTime;
  }
}
