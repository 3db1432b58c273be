import { setTimeout as pause } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { newId } from '@platform/ids/ids';
import { withinMs } from '@platform/process/within-ms';
import { FreeSlots } from './free-slots.rule';
import { errorText } from './error-text.rule';
import { JobClaims, type ClaimedJob } from './job-claims';
import { JobRun } from './job-run';
import { Jobs } from './jobs';
import { JobsConfig } from './jobs.config';
import { TimedJobs } from './timed-jobs';

const SHORTEST_IDLE_MS = 250;
const LONGEST_IDLE_MS = 1000;
const TIMED_CHECK_MS = 1000;
const GATHER_MS = 25;

/** Claims due jobs and runs them, several at a time, until it is stopped. */
@Injectable()
export class WorkerLoop {
  private readonly logger = new Logger('Worker');
  private readonly holder = newId();
  private readonly running = new Map<ClaimedJob, Promise<void>>();
  private readonly timedRuns = new Map<string, Promise<void>>();
  private loop: Promise<void> | undefined;
  private stopping = false;
  private nextTimedCheck = 0;

  constructor(
    private readonly jobs: Jobs,
    private readonly claims: JobClaims,
    private readonly timed: TimedJobs,
    private readonly config: JobsConfig,
  ) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** Claims no more jobs, waits for the running ones, and releases those that are not finished in time. */
  async stop(): Promise<void> {
    if (!this.loop) return;
    this.stopping = true;
    this.jobs.wakeUp.send();
    await this.loop;
    await withinMs(this.config.stopSeconds * 1000, Promise.all([...this.running.values(), ...this.timedRuns.values()]));
    for (const job of this.running.keys()) {
      await this.claims
        .release(job)
        .catch((error) => this.logger.warn(`A job could not be released to other workers: ${errorText(error)}`));
    }
  }

  private async run(): Promise<void> {
    let idle = SHORTEST_IDLE_MS;
    while (!this.stopping) {
      const begun = performance.now();
      const busy = await this.step();
      idle = busy ? SHORTEST_IDLE_MS : Math.min(idle * 1.5, LONGEST_IDLE_MS);
      if (busy || this.stopping) continue;
      await this.jobs.wakeUp.next(idle);
      await this.gather(begun);
    }
  }

  /**
   * Waits briefly, because under load every commit wakes the loop, and claiming several jobs in one round costs as much
   * as claiming one.
   */
  private async gather(lastRound: number): Promise<void> {
    const left = GATHER_MS - (performance.now() - lastRound);
    if (left > 0 && !this.stopping) await pause(left);
  }

  /** Returns true if there may be more work at once. */
  private async step(): Promise<boolean> {
    try {
      await this.startTimed();
      return await this.startJobs();
    } catch (error) {
      this.logger.warn(`The worker could not fetch jobs: ${errorText(error)}`);
      return false;
    }
  }

  private async startJobs(): Promise<boolean> {
    const claimed = await this.claims.claim(() => this.freeSlots(), this.holder);
    for (const job of claimed) this.startJob(job);
    return claimed.length > 0 && this.freeSlots().total > 0;
  }

  private freeSlots(): FreeSlots {
    return new FreeSlots(this.jobs.definitions, this.running.keys(), this.config.concurrency);
  }

  private startJob(job: ClaimedJob): void {
    const definition = this.jobs.definitions.get(job.name);
    if (!definition) return;
    this.running.set(job, this.runToEnd(new JobRun(job, definition, this.claims, this.config)));
  }

  private async runToEnd(run: JobRun): Promise<void> {
    const retryInMs = await run.toEnd();
    this.running.delete(run.job);
    // A slot is free, and the next job of the stream can start.
    this.jobs.wakeUp.send();
    if (retryInMs !== undefined) this.jobs.wakeUp.sendIn(retryInMs);
  }

  private async startTimed(): Promise<void> {
    if (performance.now() < this.nextTimedCheck) return;
    this.nextTimedCheck = performance.now() + TIMED_CHECK_MS;
    for (const definition of await this.timed.due()) {
      const { name } = definition;
      if (this.timedRuns.has(name)) continue;
      const ended = this.timed
        .run(definition)
        .catch((error) => this.logger.warn(`${name} could not be run: ${errorText(error)}`))
        .finally(() => this.timedRuns.delete(name));
      this.timedRuns.set(name, ended);
    }
  }
}
