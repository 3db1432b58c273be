import { AsyncLocalStorage } from 'node:async_hooks';

const COUNTED_EVERY_MS = 10_000;
/** Beyond this number, lines are written without being counted. */
const MAX_KINDS = 500;

/** Writes the line; `repeated` is how many like it were left out, this one included. */
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
  /** A count belongs to no request. */
  private readonly outside = AsyncLocalStorage.snapshot();

  line(kind: string, write: WriteLine): void {
    const known = this.kinds.get(kind);
    if (known) {
      known.repeated++;
      known.write = write;
      return;
    }
    if (this.kinds.size < MAX_KINDS) this.kinds.set(kind, this.begin(kind, write));
    write();
  }

  /** Writes all counts now, as at the end of the process. */
  flush(): void {
    for (const [kind, { timer }] of this.kinds) {
      this.count(kind);
      clearInterval(timer);
    }
    this.kinds.clear();
  }

  private begin(kind: string, write: WriteLine): Kind {
    return this.outside(() => ({
      repeated: 0,
      write,
      timer: setInterval(() => this.count(kind), COUNTED_EVERY_MS).unref(),
    }));
  }

  private count(kind: string): void {
    const known = this.kinds.get(kind);
    if (!known) return;
    if (known.repeated > 0) {
      known.write(known.repeated);
      known.repeated = 0;
      return;
    }
    clearInterval(known.timer);
    this.kinds.delete(kind);
  }
}
