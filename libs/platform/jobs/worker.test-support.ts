import { Logger } from '@nestjs/common';
import type { Database } from '@platform/persistence/database';
import { FreeSlots } from './free-slots.rule';
import { JobClaims } from './job-claims';
import { JobRepository } from './job.repository';
import { Jobs } from './jobs';
import { JobsConfig } from './jobs.config';
import { TimedJobs } from './timed-jobs';
import { WorkerLoop } from './worker-loop';

// These tests cause failures on purpose.
Logger.overrideLogger(false);

export type TestWorker = ReturnType<typeof workerOn>;

/** The parts of one worker process on a shared database, with short timeouts. */
export function workerOn(database: Database, settings: Partial<JobsConfig> = {}) {
  const config = Object.assign(new JobsConfig(), { backOffMs: 2, stopSeconds: 5, ...settings });
  const repository = new JobRepository(database);
  const jobs = new Jobs(repository, database.transactions);
  const claims = new JobClaims(database, config);
  const timed = new TimedJobs(jobs, database, config);
  const loop = new WorkerLoop(jobs, claims, timed, config);
  return { config, repository, jobs, claims, timed, loop };
}

export function slotsFor(names: readonly string[], total: number): () => FreeSlots {
  return () => new FreeSlots(new Map(names.map((name) => [name, { name }])), [], total);
}

export async function until(isTrue: () => boolean | Promise<boolean>, withinMs = 30_000): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`The condition was not met within ${withinMs} ms: ${String(isTrue)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
