// A notification to many subscribers, and what other users notice while the worker delivers it.
import { Failure } from '../../failure.mjs';
import { pause } from '../../processes.mjs';
import { medianWithInterval } from '../interval.mjs';
import { load, median } from '../measure.mjs';
import { cpuSeconds } from '../usage.mjs';
import { readWorkload } from '../workloads.mjs';
import { countOf, untilCount } from './notification-fill.mjs';
import { send, TOPIC } from './notification-requests.mjs';

const CONNECTIONS = 8;
const READS_PER_SECOND = 400;
const WARM_UP_SECONDS = 10;
const PAIRS = 24;
const LIMIT_SECONDS = 3600;

/**
 * Slices with and without the fan-out alternate, so that both are from the same minutes: the worker is stopped by a signal
 * during the quiet ones. After the last pair it runs without interruptions. Returns { seconds, ratio, quiet, busy, … }.
 */
export async function measureFanOut(context) {
  const { installation, connection, administrator, users, loader, environment, subscribers, seconds } = context;
  const product = await installation.startProduction({ WORKER_IN_API: 'false' });
  const worker = await installation.startWorker();
  await untilHandled(connection);
  const workload = { ...readWorkload(product.url, users, CONNECTIONS), perSecond: READS_PER_SECOND };
  const reads = (time) => load(loader, { name: 'the product', workload }, time);
  await reads(WARM_UP_SECONDS);

  const spent = () => [cpuSeconds(worker.pid), cpuSeconds(environment.database.pid)];
  const before = spent();
  const begun = performance.now();
  const id = await send(product.url, administrator, { topic: TOPIC }, { version: '2.0' });
  const isSending = () => sending(connection, id);
  const pairs = [];
  let stoppedMs = 0;
  try {
    while (await isSending()) {
      if (performance.now() - begun > LIMIT_SECONDS * 1000) throw new Failure('The fan-out did not end.');
      if (pairs.length >= PAIRS) {
        await pause(100);
        continue;
      }
      const quiet = await whileStopped(worker.pid, () => reads(seconds));
      stoppedMs += quiet.ms;
      const busy = await reads(seconds);
      // A slice in which the fan-out ended is partly quiet.
      if (pairs.length === 0 || (await isSending())) pairs.push({ quiet: quiet.result, busy });
    }
  } finally {
    process.kill(worker.pid, 'SIGCONT');
  }
  const total = (performance.now() - begun - stoppedMs) / 1000;
  const [workerUs, databaseUs] = spent().map((after, at) => ((after - before[at]) / subscribers) * 1e6);
  await checkInboxes(connection, id, subscribers);
  await Promise.all([worker.stop(), product.stop()]);
  const of = (kind, field) => median(pairs.map((pair) => pair[kind][field]));
  return {
    seconds: total,
    pairs: pairs.length,
    perSecond: READS_PER_SECOND,
    workerUs,
    databaseUs,
    quiet: { p50: of('quiet', 'p50'), p99: of('quiet', 'p99') },
    busy: { p50: of('busy', 'p50'), p99: of('busy', 'p99') },
    ratio: medianWithInterval(pairs.map(({ quiet, busy }) => busy.p99 / quiet.p99)),
  };
}

async function whileStopped(pid, work) {
  const start = performance.now();
  process.kill(pid, 'SIGSTOP');
  const result = await work();
  process.kill(pid, 'SIGCONT');
  return { result, ms: performance.now() - start };
}

/** The events of the registrations and imports are not part of the fan-out. */
async function untilHandled(connection) {
  await untilCount(
    connection,
    `SELECT (SELECT COUNT(*) FROM event_consumer, event_sequence WHERE event_consumer.position < event_sequence.position)
       + (SELECT COUNT(*) FROM event_log, event_sequence WHERE seq > high_water)
       + (SELECT COUNT(*) FROM platform_job) AS n`,
    0,
  );
}

async function sending(connection, id) {
  const state = "SELECT COUNT(*) AS n FROM communications_publication WHERE id = ? AND state = 'sending'";
  return (await countOf(connection, state, [Buffer.from(id.replaceAll('-', ''), 'hex')])) > 0;
}

/** Fails unless each subscriber has the notification once. */
async function checkInboxes(connection, id, subscribers) {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  const among = 'FROM communications_subscription JOIN';
  const found = {
    notifications: `SELECT COUNT(*) AS n ${among} communications_notification USING (user_id)`,
    'users with a notification': `SELECT COUNT(DISTINCT user_id) AS n ${among} communications_notification USING (user_id)`,
    'unread notifications in the inboxes': `SELECT SUM(unread) AS n ${among} communications_inbox USING (user_id)`,
    'users who were counted as notified': 'SELECT notified AS n FROM communications_publication WHERE id = ?',
  };
  for (const [what, sql] of Object.entries(found)) {
    const n = await countOf(connection, sql, [bytes]);
    if (n !== subscribers) throw new Failure(`There are ${n} ${what}, not ${subscribers}.`);
  }
}
