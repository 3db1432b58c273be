// The lag of a consumer while profiles are changed as fast as possible, for three ways to distribute the processes.
import fs from 'node:fs';
import path from 'node:path';
import { pause } from '../../processes.mjs';
import { load } from '../measure.mjs';
import { updateWorkload } from '../workloads.mjs';
import { LagReader } from './log-lag.mjs';

const CONNECTIONS = 32;
const DRAIN_MS = 2000;

/** Returns [{ where, perSecond, events, p50, p99 }]. */
export async function measureLags(context) {
  const rows = [];
  for (const [where, start] of Object.entries(SETUPS)) {
    const file = path.join(context.home, 'siem.ndjson');
    fs.rmSync(file, { force: true });
    const { writer, stop } = await start(context, file);
    const side = {
      name: 'the product',
      pid: writer.pid,
      workload: updateWorkload(writer.url, context.users, CONNECTIONS),
    };
    await load(context.loader, side, 3);
    await pause(DRAIN_MS);
    const lags = new LagReader(file);
    lags.start();
    const { perSecond } = await load(context.loader, side, context.seconds);
    await pause(DRAIN_MS);
    lags.stop();
    await stop();
    rows.push({ where, perSecond, ...lags.result() });
  }
  return rows;
}

const WITHOUT_WORKER = { WORKER_IN_API: 'false' };

const SETUPS = {
  'the process that makes the changes': async ({ startProduction }, file) => {
    const writer = await startProduction({ SIEM_FILE: file });
    return { writer, stop: () => writer.stop() };
  },
  'another process, which also assigns the positions': async ({ startProduction }, file) => {
    const consumer = await startProduction({ SIEM_FILE: file });
    const writer = await startProduction(WITHOUT_WORKER);
    return { writer, stop: () => Promise.all([writer.stop(), consumer.stop()]) };
  },
  'the process that makes the changes, while another one assigns the positions': async ({ startProduction }, file) => {
    const sequencer = await startProduction();
    const writer = await startProduction({ SIEM_FILE: file });
    return { writer, stop: () => Promise.all([writer.stop(), sequencer.stop()]) };
  },
};
