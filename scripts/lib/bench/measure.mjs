// Two sides take turns under the same load; what is compared was measured within the same seconds.
import { Failure } from '../failure.mjs';
import { interruption } from '../signals.mjs';
import { cpuSeconds } from './usage.mjs';

/**
 * sides: [{ name, pid, order }]; returns one { cpuUs, databaseUs, perSecond, p50, p99 } a side, the medians of the
 * rounds, with `rounds` holding each of them.
 */
export async function alternate(sides, { loader, databasePid, warmUp, seconds, rounds }) {
  for (const side of sides) await load(loader, side, warmUp);
  const samples = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, side] of sides.entries()) samples[at].push(await sample(loader, side, databasePid, seconds));
  }
  return samples.map((rounds_) => ({ ...medians(rounds_), rounds: rounds_ }));
}

async function sample(loader, side, databasePid, seconds) {
  const before = [cpuSeconds(side.pid), cpuSeconds(databasePid)];
  const result = await load(loader, side, seconds);
  const used = [cpuSeconds(side.pid) - before[0], cpuSeconds(databasePid) - before[1]];
  const [cpuUs, databaseUs] = used.map((spent) => (spent / result.requests) * 1e6);
  const { requests, perSecond, p50, p99 } = result;
  return { cpuUs, databaseUs, requests, perSecond, p50, p99 };
}

/** One order carried out; a server that refuses is not measured as a fast one. */
export async function load(loader, side, seconds) {
  interruption.throwIfAborted();
  const result = await loader.order({ ...side.order, seconds });
  const strange = Object.keys(result.statuses).filter((status) => status !== '200');
  if (strange.length > 0 || result.requests === 0) {
    throw new Failure(`${side.name} answered ${JSON.stringify(result.statuses)} where 200 was meant.`);
  }
  // The client continues with the refresh token of the last response, because each can be used once.
  if (result.lines) side.order.lines = side.order.lines.map((line, at) => ({ ...line, body: result.lines[at] }));
  return result;
}

function medians(samples) {
  return Object.fromEntries(
    Object.keys(samples[0]).map((field) => [field, median(samples.map((taken) => taken[field]))]),
  );
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

/** How much more one side does with a CPU second, round by round, so that a noisy moment meets both. */
export function ratioOf(raw, ours, field = 'cpuUs') {
  return median(ours.rounds.map((taken, at) => raw.rounds[at][field] / taken[field]));
}
