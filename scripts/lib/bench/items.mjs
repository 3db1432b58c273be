// One function for each row of the table about requests. Ratios compare measurements of the same run.
import { Failure } from '../failure.mjs';
import { alternate, load, median, ratioOf } from './measure.mjs';
import * as workloads from './workloads.mjs';
import { PASSWORD } from './users.mjs';

const side = (name, server, workload) => ({ name, pid: server.pid, workload });

/** The CPU time of the server process for one request, and that of raw for its nearest equivalent. */
async function againstRaw({ product, raw, users, turns }, item, goal, unit, [oursWorkload, rawWorkload], connections) {
  const sides = [
    side('raw', raw, rawWorkload(raw.url, users, connections)),
    side('the product', product, oursWorkload(product.url, users, connections)),
  ];
  const [bare, ours] = await alternate(sides, turns);
  const ratio = ratioOf(bare, ours);
  return { item, value: ours.cpuUs, unit, raw: bare.cpuUs, ratio, goal, met: ratio >= goal, ours, bare };
}

const PER_REQUEST = 'CPU µs per request';

export const me32 = (environment) =>
  againstRaw(environment, 'me-32', 1.2, PER_REQUEST, [workloads.readWorkload, workloads.rawReadWorkload], 32);
export const me1 = (environment) =>
  againstRaw(environment, 'me-1', 0.8, PER_REQUEST, [workloads.readWorkload, workloads.rawReadWorkload], 1);
export const update = (environment) =>
  againstRaw(environment, 'update', 0.65, PER_REQUEST, [workloads.updateWorkload, workloads.rawUpdateWorkload], 32);
export const refresh = (environment) =>
  againstRaw(environment, 'refresh', 0.6, PER_REQUEST, [workloads.refreshWorkload, workloads.rawRefreshWorkload], 32);

/** The CPU time of a request about preferences, and that of the same request about the profile. */
async function againstProfile({ product, users, turns }, item, goal, [oursWorkload, profileWorkload]) {
  const sides = [
    side('the profile', product, profileWorkload(product.url, users, 32)),
    side('the product', product, oursWorkload(product.url, users, 32)),
  ];
  const [profile, ours] = await alternate(sides, turns);
  const ratio = ratioOf(profile, ours);
  return { item, value: ours.cpuUs, unit: PER_REQUEST, raw: profile.cpuUs, ratio, goal, met: ratio >= goal, ours };
}

export const preferences = (environment) =>
  againstProfile(environment, 'preferences', 0.5, [workloads.preferencesWorkload, workloads.readWorkload]);
export const preferencesUpdate = (environment) =>
  againstProfile(environment, 'preferences-update', 0.9, [
    workloads.preferencesUpdateWorkload,
    workloads.updateWorkload,
  ]);

export async function signIn({ withCheapHashes, hashUs, users, turns }) {
  const workload = workloads.signInWorkload(withCheapHashes.url, users, 32, PASSWORD);
  const [ours] = await alternate([side('the product', withCheapHashes, workload)], turns);
  const value = (ours.cpuUs - hashUs) / 1000;
  return { item: 'signin-rest-cpu-ms', value, unit: 'CPU ms per sign-in', goal: 0.6, met: value <= 0.6, ours };
}

/** Alternates between reads alone and reads with eight sign-ins a second, over the same 32 connections. */
export async function mixed({ product, users, signers, turns, loader, secondLoader }) {
  const reads = side('the product', product, workloads.readWorkload(product.url, users, 32));
  const signIns = side('the product', product, workloads.signInWorkload(product.url, signers, 8, PASSWORD, 8));
  await load(loader, reads, turns.warmUp);
  await load(secondLoader, signIns, 2);
  const [quiet, busy] = [[], []];
  for (let round = 0; round < turns.rounds; round++) {
    quiet.push((await load(loader, reads, turns.seconds)).p99);
    const [read] = await Promise.all([load(loader, reads, turns.seconds), load(secondLoader, signIns, turns.seconds)]);
    busy.push(read.p99);
  }
  const ratio = median(busy.map((p99, round) => p99 / quiet[round]));
  return {
    item: 'mixed-p99',
    value: median(busy),
    unit: 'ms',
    raw: median(quiet),
    ratio,
    goal: 2,
    met: ratio <= 2,
  };
}

/** The page after 900,000 users compared with the first one. */
export async function pageDepth({ product, administrator, turns, depth }) {
  const cursor = await cursorAt(product.url, administrator, depth);
  const sides = [
    side('the first page', product, workloads.listWorkload(product.url, administrator, 1)),
    side('the deep page', product, workloads.listWorkload(product.url, administrator, 1, cursor)),
  ];
  const [first, deep] = await alternate(sides, { ...turns, seconds: turns.seconds / 2, rounds: turns.rounds * 2 });
  const ratio = 1 / ratioOf(first, deep, 'p50');
  return {
    item: 'page-depth',
    value: deep.p50,
    unit: 'ms a page',
    raw: first.p50,
    ratio,
    goal: 1.2,
    met: ratio <= 1.2,
    ours: deep,
    bare: first,
  };
}

async function cursorAt(url, { accessToken }, depth) {
  let cursor = '';
  for (let seen = 0; seen < depth; seen += 100) {
    const answer = await fetch(`${url}/v1/admin/users?limit=100${cursor && `&cursor=${cursor}`}`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    cursor = (await answer.json()).nextCursor;
    if (!cursor) throw new Failure(`The list ended after ${seen} users, before the depth of ${depth}.`);
  }
  return encodeURIComponent(cursor);
}

/** The flushes of the database for each change of 32 writers. Fails if an audit row is missing. */
export async function auditFsyncs({ product, users, turns, loader, queries }) {
  const workload = workloads.updateWorkload(product.url, users, 32);
  const counts = async () => [await queries.fsyncs(), await queries.auditRows()];
  const before = await counts();
  const { requests } = await load(loader, side('the product', product, workload), turns.seconds * 2);
  const after = await counts();
  const rows = after[1] - before[1];
  if (rows < requests)
    throw new Failure(`${requests} changes were answered, but the audit log contains ${rows} of them.`);
  const value = (after[0] - before[0]) / rows;
  return { item: 'audit-fsyncs', value, unit: 'fsyncs per row', goal: 0.12, met: value <= 0.12 };
}
