import { AsyncLocalStorage } from 'node:async_hooks';

const COUNTED_EVERY_MS = 10_000;
/** Beyond this number, lines are written without being counted. */
const MAX_KINDS = 500;

/** Writes the line. `repeated` is the number of equal lines that were left out, including this one. */
export type WriteLine = (repeated?: number) => void;

interface Kind {
  repeated: number;
  write: WriteLine;
  readonly timer: NodeJS.Timeout;
}

/**
 * Combines repeated lines, because an outage would log the same error for every request. The first of equal lines is
 * written at once. The others are counted, and the last is written with the count every ten seconds.
 */
export class RepeatedLines {
  private readonly kinds = new Map<string, Kind>();
  /** Counts are written outside the context of any request. */
  private readonly runOutsideRequests = AsyncLocalStorage.snapshot();

  line(kind: string, write: WriteLine): void {
    const entry = this.kinds.get(kind);
    if (entry) {
      entry.repeated++;
      entry.write = write;
      return;
    }
    if (this.kinds.size < MAX_KINDS) this.kinds.set(kind, this.begin(kind, write));
    write();
  }

  /** Writes all counts now, for example when the process ends. */
  flush(): void {
    for (const [kind, { timer }] of this.kinds) {
      this.count(kind);
      clearInterval(timer);
    }
    this.kinds.clear();
  }

  private begin(kind: string, write: WriteLine): Kind {
    return this.runOutsideRequests(() => ({
      repeated: 0,
      write,
      timer: setInterval(() => this.count(kind), COUNTED_EVERY_MS).unref(),
    }));
  }

  private count(kind: string): void {
    const entry = this.kinds.get(kind);
    if (!entry) return;
    if (entry.repeated > 0) {
      entry.write(entry.repeated);
      entry.repeated = 0;
      return;
    }
    clearInterval(entry.timer);
    this.kinds.delete(kind);
  }
}
