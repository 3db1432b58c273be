export interface JobRun {
  readonly jobId: string;
  /** The number of the attempt, starting at 1. */
  readonly attempt: number;
  /**
   * Increases each time the job is claimed. A write with a smaller fence must not overwrite one with a larger fence.
   */
  readonly fence: number;
}

export interface JobDefinition<Payload = unknown> {
  /** For example `mail.send`. The name must stay stable, because waiting jobs contain it. */
  readonly name: string;
  /** Called at least once, so it must be idempotent. */
  handle(payload: Payload, run: JobRun): Promise<unknown>;
  /** Called, at least once, before the job becomes dead. */
  onDead?(payload: Payload): Promise<unknown>;
  /** The number of failures after which the job is dead until it is replayed. */
  readonly maxAttempts?: number;
  /**
   * The number of these jobs that one process runs at a time in dedicated slots. For jobs that wait for other systems.
   */
  readonly atOnce?: number;
  /** The maximum delay between attempts; one hour by default. */
  readonly longestWaitMs?: number;
}

export interface TimedDefinition {
  readonly name: string;
  readonly seconds: number;
  run(run: { readonly fence: number }): Promise<unknown>;
}

export interface EnqueueOptions {
  /**
   * The ID of a user. Jobs with the same name and stream run one after another, in the order in which they were
   * enqueued.
   */
  readonly stream?: string | null;
  /** The minimum delay in milliseconds, by the clock of the database. */
  readonly delayMs?: number;
  /** Enqueueing the same ID again has no effect until the first job is done. */
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
