import { defineConfig } from '@platform/config/config';
import { flag, integer } from '@platform/config/setting';

export class JobsConfig extends defineConfig('Worker', {
  inApi: flag('WORKER_IN_API', {
    default: true,
    help: 'Run background work inside the API process. When false, run the worker process as well.',
  }),
  concurrency: integer('WORKER_CONCURRENCY', {
    default: 4,
    min: 1,
    max: 100,
    help: 'Jobs one process runs at a time.',
  }),
  leaseSeconds: integer('WORKER_LEASE_SECONDS', {
    default: 30,
    min: 1,
    max: 3600,
    help: 'After how many seconds without a sign of life a job is given to another worker.',
  }),
  backOffMs: integer('WORKER_BACKOFF_MS', {
    default: 1000,
    min: 1,
    max: 60_000,
    help: 'Wait before the second attempt of a failed job, in milliseconds; it doubles with every further one, up to an hour.',
  }),
  stopSeconds: integer('WORKER_STOP_SECONDS', {
    default: 10,
    min: 0,
    max: 600,
    help: 'How long a stopping process waits for its running jobs before it gives them back.',
  }),
}) {}
