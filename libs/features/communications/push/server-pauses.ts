import { Injectable } from '@nestjs/common';
import { backOffMs } from '@platform/jobs/back-off.rule';
import { JobsConfig } from '@platform/jobs/jobs.config';

const LONGEST_MS = 5 * 60_000;
/** Servers that fail. The oldest is forgotten first, because users can name many if any host is allowed. */
const MAX_SERVERS = 1000;

interface Pause {
  readonly failures: number;
  readonly until: number;
  /** A call finds out whether the server works again. */
  readonly isProbed: boolean;
}

/**
 * Pauses the calls to a server that fails, so that it does not occupy the slots that other servers need. After a pause a
 * single call is made; the pauses get longer until one succeeds.
 */
@Injectable()
export class ServerPauses {
  private readonly pauses = new Map<string, Pause>();

  constructor(private readonly config: JobsConfig) {}

  /** Returns 0 if the server may be called now, or else in how many milliseconds. */
  begin(server: string, now = Date.now()): number {
    const pause = this.pauses.get(server);
    if (!pause) return 0;
    if (pause.until > now) return pause.until - now;
    if (pause.isProbed) return this.lengthAfter(pause.failures);
    this.pauses.set(server, { ...pause, isProbed: true });
    return 0;
  }

  succeeded(server: string): void {
    this.pauses.delete(server);
  }

  failed(server: string, retryAfterMs: number | undefined, now = Date.now()): void {
    const failures = (this.pauses.get(server)?.failures ?? 0) + 1;
    const until = now + Math.max(this.lengthAfter(failures), retryAfterMs ?? 0);
    this.pauses.delete(server);
    this.pauses.set(server, { failures, until, isProbed: false });
    const [oldest] = this.pauses.keys();
    if (this.pauses.size > MAX_SERVERS && oldest !== undefined) this.pauses.delete(oldest);
  }

  private lengthAfter(failures: number): number {
    return backOffMs(failures, this.config.backOffMs, Math.random(), LONGEST_MS);
  }
}
