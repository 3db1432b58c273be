// npm run bench -- --against DIR: this build and that of another checkout, alternating in one run.
import { queriesOn } from './database.mjs';
import { alternate, summarize } from './measure.mjs';
import { idleMib, timeStart } from './process-items.mjs';
import { PASSWORD, register, untilIdle } from './users.mjs';
import * as workloads from './workloads.mjs';

export const SCHEMAS = ['userkeep_bench_this', 'userkeep_bench_other'];
const NAMES = ['this build', 'the other build'];
const CONNECTIONS = 32;
const USERS = 1024;

const WITH_CHEAP_HASHES = { 'signin-rest': workloads.signInWorkload };
const IN_PRODUCTION = {
  'me-32': workloads.readWorkload,
  update: workloads.updateWorkload,
  refresh: workloads.refreshWorkload,
};
const OF_THE_PROCESS = {
  'cold-start-ms': async ({ startProduction }) => ({ ms: await timeStart(startProduction) }),
  'rss-idle-mib': async ({ startProduction }) => {
    const product = await startProduction();
    const mib = await idleMib(product);
    await product.stop();
    return { mib };
  },
};

/**
 * `checkouts` are this one and the other one. Returns { server, checkouts, results }. Each result is { item, measured },
 * where `measured` has what `summarize` returns for each of the two builds.
 */
export async function compareBuilds({ step, undo, environment, checkouts, pairs, only }) {
  const { database, install } = environment;
  const builds = checkouts.map((checkout, at) => ({ name: NAMES[at], ...install(checkout, SCHEMAS[at]) }));
  const itemsOf = (table) => Object.keys(table).filter((name) => only.length === 0 || only.includes(name));
  const turns = { ...pairs, loader: await environment.startClient(), databasePid: database.pid };

  await step('Registering users', () => registerAll(builds, undo));
  const results = [];
  const underLoad = async (table, start) => {
    results.push(...(await measureUnderLoad({ step, builds, turns, table, items: itemsOf(table), start })));
  };
  await underLoad(WITH_CHEAP_HASHES, (build) => build.startWithCheapHashes());
  for (const item of itemsOf(OF_THE_PROCESS))
    results.push(await step(item, () => measureProcess(builds, turns, item, OF_THE_PROCESS[item])));
  await underLoad(IN_PRODUCTION, (build) => build.startProduction());
  return { server: database.name, checkouts, results };
}

/** Registers the same users with both builds, and waits for their mails, which the items must not measure. */
async function registerAll(builds, undo) {
  for (const build of builds) {
    const product = await build.startWithCheapHashes();
    build.users = await register(product.url, USERS, 'user');
    build.queries = await queriesOn(build.databaseUrl, undo);
    build.workloads = {};
    await untilIdle(build.queries);
    await product.stop();
  }
}

/** Starts the processes several times, because the machine code that V8 generates differs between starts. */
async function measureUnderLoad({ step, builds, turns, table, items, start }) {
  const rounds = new Map(items.map((item) => [item, builds.map(() => [])]));
  for (let at = 0; items.length > 0 && at < turns.starts; at++) {
    const order = inTurn(builds, at);
    for (const build of order) build.product = await start(build);
    for (const item of items) {
      const sides = order.map((build) => sideOf(build, item, table[item]));
      const measured = await step(`${item}, start ${at + 1} of ${turns.starts}`, () => alternate(sides, turns));
      for (const [side, build] of order.entries())
        rounds.get(item)[builds.indexOf(build)].push(...measured[side].rounds);
    }
    for (const { product } of order) await product.stop();
  }
  return items.map((item) => ({ item, measured: rounds.get(item).map(summarize) }));
}

/** The workload of an item stays the same after a restart, because it contains the last refresh tokens. */
function sideOf({ name, product, users, queries, workloads: existing }, item, workloadOf) {
  existing[item] ??= workloadOf(product.url, users, CONNECTIONS, PASSWORD);
  existing[item].url = product.url;
  return { name, pid: product.pid, workload: existing[item], settle: () => untilIdle(queries) };
}

async function measureProcess(builds, turns, item, measure) {
  const rounds = builds.map(() => []);
  for (let round = 0; round < turns.processRounds; round++)
    for (const build of inTurn(builds, round)) rounds[builds.indexOf(build)].push(await measure(build));
  return { item, measured: rounds.map(summarize) };
}

function inTurn(builds, round) {
  return round % 2 === 0 ? builds : builds.toReversed();
}
