import { defineConfig } from '@platform/config/config';
import { flag, integer } from '@platform/config/setting';

export class JobsConfig extends defineConfig('Worker', {
  inApi: flag('WORKER_IN_API', {
    default: true,
    help: 'Runs background jobs inside the API process. If false, run the worker process as well.',
  }),
  concurrency: integer('WORKER_CONCURRENCY', {
    default: 4,
    min: 1,
    max: 100,
    help: 'The number of jobs that one process runs at the same time.',
  }),
  leaseSeconds: integer('WORKER_LEASE_SECONDS', {
    default: 30,
    min: 1,
    max: 3600,
    help: 'The number of seconds without a heartbeat after which another worker takes over a job.',
  }),
  backOffMs: integer('WORKER_BACKOFF_MS', {
    default: 1000,
    min: 1,
    max: 60_000,
    help: 'The delay before the second attempt of a failed job, in milliseconds. It doubles with every further attempt, up to one hour.',
  }),
  stopSeconds: integer('WORKER_STOP_SECONDS', {
    default: 10,
    min: 0,
    max: 600,
    help: 'How many seconds a stopping process waits for its running jobs before it releases them to other workers.',
  }),
}) {}
