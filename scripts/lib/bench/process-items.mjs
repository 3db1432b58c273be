// The rows of the table about the process itself: its start and its memory.
import { Failure } from '../failure.mjs';
import { pause } from '../processes.mjs';
import { median } from './measure.mjs';
import { residentMib } from './usage.mjs';

export async function coldStart({ startProduction, turns }) {
  const times = [];
  for (let round = 0; round < turns.rounds; round++) times.push(await timeStart(startProduction));
  const value = median(times);
  return { item: 'cold-start-ms', value, unit: 'ms', goal: 1000, met: value <= 1000 };
}

/** The milliseconds from the start of the process to its first response, with a migrated schema. */
export async function timeStart(startProduction) {
  const begun = performance.now();
  const product = await startProduction();
  const { status } = await fetch(`${product.url}/health/ready`);
  const time = performance.now() - begun;
  await product.stop();
  if (status !== 200) throw new Failure(`The first answer after a start was ${status}.`);
  return time;
}

export async function idleMemory({ product }) {
  const value = await idleMib(product);
  return { item: 'rss-idle-mib', value, unit: 'MiB', goal: 130, met: value <= 130 };
}

/** Resident memory after the start, once it is stable. */
export async function idleMib(product) {
  let last = residentMib(product.pid);
  for (let still = 0; still < 5;) {
    await pause(1000);
    const now = residentMib(product.pid);
    still = Math.abs(now - last) < 1 ? still + 1 : 0;
    last = now;
  }
  return last;
}

/** The peak memory while `work` keeps it busy. */
export async function memoryDuring({ product }, work) {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, residentMib(product.pid))), 200);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return { item: 'rss-load-mib', value: most, unit: 'MiB', goal: 200, met: most <= 200 };
}
