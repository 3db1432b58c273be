// The CPU time of an idle process and of its database, with and without the sequencer, consumers and jobs.
import { pause } from '../../processes.mjs';
import { cpuSeconds } from '../usage.mjs';

const SETTLE_MS = 8000;
const SECONDS = 30;

/** Shares of a core, in percent: { withWorker: { server, database }, withoutWorker: { … } }. */
export async function measureIdle({ startProduction }, databasePid) {
  return {
    withWorker: await idle(() => startProduction(), databasePid),
    withoutWorker: await idle(() => startProduction({ WORKER_IN_API: 'false' }), databasePid),
  };
}

async function idle(start, databasePid) {
  const product = await start();
  await pause(SETTLE_MS);
  const spent = () => [cpuSeconds(product.pid), cpuSeconds(databasePid)];
  const before = spent();
  await pause(SECONDS * 1000);
  const [server, database] = spent().map((seconds, at) => ((seconds - before[at]) / SECONDS) * 100);
  await product.stop();
  return { server, database };
}
