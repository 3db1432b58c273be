import type { DestinationStream } from 'pino';
import { Memo } from '@platform/process/memo';
import type { UserId } from '@platform/ids/ids';

/** The logged fields of a request. They are listed explicitly and contain no secrets. */
export interface RequestLine {
  readonly requestId: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly ms: number;
  readonly network: string | undefined;
  readonly userId: UserId | undefined;
  /** The API key that was used instead of a session. */
  readonly keyId?: string | undefined;
  /** The error code of the response. It is counted, but not logged. */
  readonly problemCode?: string | undefined;
}

/** The constant part of a line per route is cached, because writing one whole string is faster. */
const prefixes = new Memo((route) => `{"level":"info","route":${JSON.stringify(route)},"method":"`);

/**
 * Writes one line per request. It is assembled by hand, because redaction and escaping would take ten times as long.
 * Only a route may contain characters that need escaping; IDs, networks and methods never do.
 */
export class RequestLines {
  private lastMs = 0;
  private lastTime = '';

  constructor(private readonly target: DestinationStream) {}

  write({ requestId, method, route, status, ms, network, userId, keyId }: RequestLine): void {
    const from = network === undefined ? '' : `,"network":"${network}"`;
    const user = userId === undefined ? '' : `,"userId":"${userId}"`;
    const key = keyId === undefined ? '' : `,"keyId":"${keyId}"`;
    this.target.write(
      `${prefixes.of(route)}${method}","status":${status},"ms":${Math.round(ms * 10) / 10},"time":"${this.now()}","requestId":"${requestId}"${from}${user}${key}}\n`,
    );
  }

  /** Caches the text, because under load many lines have the same millisecond. */
  private now(): string {
    const ms = Date.now();
    if (ms !== this.lastMs) {
      this.lastMs = ms;
      this.lastTime = new Date(ms).toISOString();
    }
    return this.lastTime;
  }
}
