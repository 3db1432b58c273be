// How fast the sequencer assigns positions to entries that waited for it.
import { Failure } from '../../failure.mjs';
import { pause } from '../../processes.mjs';
import { cpuSeconds } from '../usage.mjs';
import { fillLog } from './fill-log.mjs';

const LIMIT_MS = 600_000;

/** { perSecond, serverUs, databaseUs }: entries a second, and the CPU time of both processes for each. */
export async function measureBacklog({ connection, startProduction }, { backlog, databasePid }) {
  await fillLog(connection, { count: backlog, withPositions: false });
  const position = async () => Number((await connection.query('SELECT position FROM event_sequence'))[0][0].position);
  const before = await position();
  const database = cpuSeconds(databasePid);
  const begun = performance.now();
  const product = await startProduction();
  while ((await position()) < before + backlog) {
    if (performance.now() - begun > LIMIT_MS) throw new Failure('The sequencer did not finish.');
    await pause(50);
  }
  const seconds = (performance.now() - begun) / 1000;
  const used = [cpuSeconds(product.pid), cpuSeconds(databasePid) - database];
  await product.stop();
  const [serverUs, databaseUs] = used.map((spent) => (spent / backlog) * 1e6);
  return { perSecond: backlog / seconds, serverUs, databaseUs };
}
