import { workerOn } from '@platform/jobs/worker.test-support';
import { ConnectionPool } from '@platform/persistence/connection-pool';
import { Database } from '@platform/persistence/database';
import { defineSlowWork } from './slow-work';

// A worker of its own: takes a job and a timed job, says so, and goes on with them when it is told to.
const { URL: url = '', NAME = 'first', FENCED } = process.env;
const say = (word: string) => void process.send?.(word);

const database = new Database(new ConnectionPool(url, 4, { acquireMs: 10_000, statementMs: 10_000 }));
const worker = workerOn(database, { leaseSeconds: 1 });
const goOn = new Promise<void>((resolve) => process.once('message', () => resolve()));

/**
 * Once it has both it takes nothing more, and is at rest when no claim is under way: paused inside a transaction it
 * would keep its rows locked until the server ends its connection, and nobody could take them over until then.
 */
let held = 0;
let claiming: Promise<unknown> = Promise.resolve();
const claim = worker.claims.claim.bind(worker.claims);
worker.claims.claim = async (...asked) => {
  if (held === 2) return [];
  const claimed = claim(...asked);
  claiming = claimed;
  return claimed;
};

defineSlowWork(worker, database, {
  writer: NAME,
  fenced: FENCED === 'yes',
  async meanwhile() {
    if (++held === 2) void claiming.finally(() => say('holds both'));
    await goOn;
  },
});

const complete = worker.claims.complete.bind(worker.claims);
worker.claims.complete = async (job) => {
  const heard = await complete(job);
  say(heard ? 'job ended' : 'job was refused');
  return heard;
};
const run = worker.timed.run.bind(worker.timed);
worker.timed.run = async (definition) => {
  await run(definition);
  say('timed ended');
};
worker.loop.start();
