// The sides alternate under the same load (A, B, B, A …), so that compared figures are from the same seconds.
import { Failure } from '../failure.mjs';
import { interruption } from '../signals.mjs';
import { cpuSeconds } from './usage.mjs';

/**
 * sides: [{ name, pid, workload, settle? }], where `settle` waits for the work that the requests deferred. Returns
 * { cpuUs, databaseUs, perSecond, p50, p99 } for each side: the medians of the rounds, with each round in `rounds`.
 */
export async function alternate(sides, { loader, databasePid, warmUp, seconds, rounds }) {
  for (const side of sides) {
    await load(loader, side, warmUp);
    await side.settle?.();
  }
  const samples = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    // Every second round is reversed, so that a steady change of the machine's speed favours no side.
    const order = round % 2 === 0 ? sides : sides.toReversed();
    for (const side of order) samples[sides.indexOf(side)].push(await sample(loader, side, databasePid, seconds));
  }
  return samples.map(summarize);
}

/** The medians of the rounds, with each round in `rounds`. */
export function summarize(rounds) {
  return { ...medians(rounds), rounds };
}

async function sample(loader, side, databasePid, seconds) {
  const before = [cpuSeconds(side.pid), cpuSeconds(databasePid)];
  const result = await load(loader, side, seconds);
  // Deferred work belongs to the requests that caused it, and must not run during the turn of another side.
  await side.settle?.();
  const used = [cpuSeconds(side.pid) - before[0], cpuSeconds(databasePid) - before[1]];
  const [cpuUs, databaseUs] = used.map((spent) => (spent / result.requests) * 1e6);
  const { requests, perSecond, p50, p99 } = result;
  return { cpuUs, databaseUs, requests, perSecond, p50, p99 };
}

/** Runs one workload. Fails on other answers than 200, so that errors are not measured as fast answers. */
export async function load(loader, side, seconds) {
  interruption.throwIfAborted();
  const result = await loader.request({ ...side.workload, seconds });
  const unexpected = Object.keys(result.statuses).filter((status) => status !== '200');
  if (unexpected.length > 0 || result.requests === 0) {
    throw new Failure(`${side.name} answered ${JSON.stringify(result.statuses)} instead of 200.`);
  }
  // The client continues with the refresh token of the last response, because each can be used once.
  if (result.lines) side.workload.lines = side.workload.lines.map((line, at) => ({ ...line, body: result.lines[at] }));
  return result;
}

function medians(samples) {
  return Object.fromEntries(
    Object.keys(samples[0]).map((field) => [field, median(samples.map((result) => result[field]))]),
  );
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** How much more work `ours` does per CPU second, as the median of the rounds, so that a noisy moment affects both. */
export function ratioOf(raw, ours, field = 'cpuUs') {
  return median(ours.rounds.map((result, at) => raw.rounds[at][field] / result[field]));
}
