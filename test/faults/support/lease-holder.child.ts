import { workerOn } from '@platform/jobs/worker.test-support';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { defineSlowWork } from './slow-work';

// A worker in a separate process: it claims a job and a timed job, reports that, and continues when it gets a message.
const { URL: url = '', NAME = 'first', FENCED } = process.env;
const report = (word: string) => void process.send?.(word);

const database = new Database(new ConnectionPool(url, 4, { acquireMs: 10_000, statementMs: 10_000 }));
const worker = workerOn(database, { leaseSeconds: 1 });
const resumed = new Promise<void>((resolve) => process.once('message', () => resolve()));

/**
 * Once the worker has both, it claims nothing more, and it reports only when no claim is running: a worker that is
 * paused inside a transaction keeps its rows locked until the server ends its connection, and no other worker could
 * take them over before that.
 */
let held = 0;
let claiming: Promise<unknown> = Promise.resolve();
const claim = worker.claims.claim.bind(worker.claims);
worker.claims.claim = async (...args) => {
  if (held === 2) return [];
  const claimed = claim(...args);
  claiming = claimed;
  return claimed;
};

defineSlowWork(worker, database, {
  writer: NAME,
  fenced: FENCED === 'yes',
  async meanwhile() {
    if (++held === 2) void claiming.finally(() => report('holds both'));
    await resumed;
  },
});

const complete = worker.claims.complete.bind(worker.claims);
worker.claims.complete = async (job) => {
  const accepted = await complete(job);
  report(accepted ? 'job ended' : 'job was rejected');
  return accepted;
};
const run = worker.timed.run.bind(worker.timed);
worker.timed.run = async (definition) => {
  await run(definition);
  report('timed job ended');
};
worker.loop.start();
