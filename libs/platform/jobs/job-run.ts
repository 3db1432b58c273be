import { Logger } from '@nestjs/common';
import { systemWork, withWork } from '@platform/context/work-context';
import { backOffMs } from './back-off.rule';
import { GiveUp } from './give-up';
import { errorText } from './error-text.rule';
import type { ClaimedJob, JobClaims } from './job-claims';
import { DEFAULT_MAX_ATTEMPTS, type JobDefinition } from './job-definition';
import type { JobsConfig } from './jobs.config';

const logger = new Logger('Jobs');

/** Runs one attempt of a job: extends its lease while the handler runs, then records the result. */
export class JobRun {
  constructor(
    readonly job: ClaimedJob,
    private readonly definition: JobDefinition,
    private readonly claims: JobClaims,
    private readonly config: JobsConfig,
  ) {}

  /** Returns the delay until the next attempt in milliseconds, or undefined if there is none. */
  async toEnd(): Promise<number | undefined> {
    const { job, definition } = this;
    const renewal = setInterval(() => void this.renew(), (this.config.leaseSeconds * 1000) / 3);
    let failure: { readonly error: unknown } | undefined;
    try {
      // The limit is exceeded only if the last attempt ended with a crash of its worker, which another attempt could
      // repeat.
      if (job.attempt > this.maxAttempts) throw new Error('The last attempt did not finish.');
      const run = { jobId: job.id, attempt: job.attempt, fence: job.fence };
      await withWork(systemWork(job.name, job.id), () => definition.handle(job.payload, run));
    } catch (error) {
      failure = { error };
    } finally {
      clearInterval(renewal);
    }
    try {
      const retryInMs = failure && this.waitAfter(failure.error);
      const isRecorded = failure ? await this.failed(failure.error, retryInMs) : await this.claims.complete(job);
      if (isRecorded) return retryInMs;
      logger.warn(`${job.name} ${job.id} was taken over by another worker; this result is discarded.`);
    } catch (error) {
      logger.error(
        `The result of ${job.name} ${job.id} could not be recorded, so the job will run again: ${errorText(error)}`,
      );
    }
    return undefined;
  }

  private waitAfter(error: unknown): number | undefined {
    const { job, config, definition } = this;
    if (error instanceof GiveUp || job.attempt >= this.maxAttempts) return undefined;
    return backOffMs(job.attempt, config.backOffMs, Math.random(), definition.longestWaitMs);
  }

  private async failed(error: unknown, retryInMs: number | undefined): Promise<boolean> {
    const { job } = this;
    const text = errorText(error);
    if (retryInMs === undefined) {
      logger.error(`${job.name} ${job.id} failed permanently after ${job.attempt} attempts: ${text}`);
      await withWork(systemWork(job.name, job.id), async () => this.definition.onDead?.(job.payload));
      return this.claims.markDead(job, text);
    }
    logger.warn(`${job.name} ${job.id} failed (attempt ${job.attempt}): ${text}`);
    return this.claims.retryLater(job, retryInMs, text);
  }

  /** A failed renewal is only logged, because the fence decides at the end whether this worker still held the job. */
  private async renew(): Promise<void> {
    try {
      await this.claims.extend(this.job);
    } catch (error) {
      logger.warn(`The lease of ${this.job.name} ${this.job.id} could not be extended: ${errorText(error)}`);
    }
  }

  private get maxAttempts(): number {
    return this.definition.maxAttempts ?? DEFAULT_MAX_ATTEMPTS;
  }
}
