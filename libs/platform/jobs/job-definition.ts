export interface JobRun {
  readonly jobId: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Grows each time the job is taken: what was written with a larger one must not be overwritten with a smaller. */
  readonly fence: number;
}

export interface JobDefinition<Payload = unknown> {
  /** For example `mail.send`. The name must stay stable, because waiting jobs contain it. */
  readonly name: string;
  /** At least once, perhaps more often: doing it twice must not matter. */
  handle(payload: Payload, run: JobRun): Promise<unknown>;
  /** After so many failures it lies dead until replayed. */
  readonly maxAttempts?: number;
  /**
   * The number of these jobs that one process runs at a time in dedicated slots. For jobs that wait for other systems.
   */
  readonly atOnce?: number;
  /** The wait between attempts grows no longer than this; an hour unless said otherwise. */
  readonly longestWaitMs?: number;
}

export interface TimedDefinition {
  readonly name: string;
  readonly seconds: number;
  run(run: { readonly fence: number }): Promise<unknown>;
}

export interface EnqueueOptions {
  /** A user's id: jobs of one name and one stream run one after the other, in the order they were enqueued. */
  readonly stream?: string | null;
  /** Not before so many milliseconds have passed, by the database's clock. */
  readonly delayMs?: number;
  /** The same id twice is one job, for as long as the first is not done. */
  readonly id?: string;
}

export interface DeadJob {
  readonly id: string;
  readonly name: string;
  readonly stream: string | null;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly diedAt: Date;
}

export interface DeadJobs {
  readonly items: readonly DeadJob[];
  /** For the next call; undefined on the last page. */
  readonly cursor: string | undefined;
}

export interface Backlog {
  readonly ready: number;
  readonly running: number;
  readonly dead: number;
  /** The waiting time of the oldest runnable job in seconds; 0 if there is none. */
  readonly oldestSeconds: number;
}

export const DEFAULT_MAX_ATTEMPTS = 12;
