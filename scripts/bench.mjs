#!/usr/bin/env node
// npm run bench: compares the product as it is shipped with the limit of the machine, or with another build, alternating
// in one run.
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuild } from './lib/build/ensure-build.mjs';
import { readArguments } from './lib/bench/arguments.mjs';
import { buildOther, readCheckout } from './lib/bench/checkout.mjs';
import { compareBuilds, SCHEMAS } from './lib/bench/comparison.mjs';
import { comparisonToJson, printComparison } from './lib/bench/comparison-report.mjs';
import { queriesOn } from './lib/bench/database.mjs';
import * as items from './lib/bench/items.mjs';
import { growthTable, measureGrowth } from './lib/bench/growth.mjs';
import { writePage } from './lib/bench/page.mjs';
import { coldStart, idleMemory, memoryDuring } from './lib/bench/process-items.mjs';
import { printTable, toJson } from './lib/bench/report.mjs';
import { openEnvironment } from './lib/bench/environment.mjs';
import { insertUsers, createAdministrator, register, signIn, untilIdle } from './lib/bench/users.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runScript } from './lib/failure.mjs';
import { writeMeasured } from './lib/measured-page.mjs';
import { root } from './lib/paths.mjs';
import { stopOnSignals } from './lib/signals.mjs';
import { createSteps } from './lib/steps.mjs';
import { takeDownAll } from './lib/undo.mjs';

const step = createSteps();
const undo = [];

await runScript(async () => {
  stopOnSignals();
  const options = readArguments(process.argv.slice(2));
  try {
    if (options.growth) return await growth(options);
    if (options.against) return await compare(options);
    const { results, server } = await bench(options);
    printTable(results);
    if (options.write) writePage(results, server);
    if (options.json) writeJson(options.json, toJson(results));
  } finally {
    await takeDownAll(undo);
  }
});

function writeJson(file, value) {
  fs.writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

async function open({ kinds }) {
  const environment = await openFor({ kinds }, ['userkeep_bench']);
  return { ...environment, ...environment.install(await readCheckout(), 'userkeep_bench') };
}

async function openFor({ kinds }, schemas) {
  const node = await ensureDependencies(step);
  await ensureBuild(step);
  return openEnvironment({ step, node, home: path.join(root, '.userkeep', 'bench'), kinds, undo, schemas });
}

async function compare(options) {
  await buildOther(step, options.against);
  const checkouts = [await readCheckout(), await readCheckout(options.against)];
  const environment = await openFor(options, SCHEMAS);
  const comparison = await compareBuilds({ ...options, step, undo, environment, checkouts });
  printComparison(comparison);
  if (options.json) writeJson(options.json, comparisonToJson(comparison));
}

/** Uses cheap password hashes, so that sign-ins can be compared with other operations. */
async function growth({ kinds, turns, write }) {
  const environment = await open({ kinds });
  const product = await environment.startWithCheapHashes();
  const raw = await environment.startRaw();
  const loader = await environment.startClient();
  const users = await step('Registering users', () => register(product.url, 1000, 'user'));
  const measure = { ...turns, loader, databasePid: environment.database.pid };
  const rows = await measureGrowth({ step, turns: measure, databaseUrl: environment.databaseUrl, product, raw, users });
  const text = `${environment.database.name}.\n\n${growthTable(rows)}`;
  console.log(text);
  if (write) writeMeasured('performance.md', 'growth', text);
}

async function bench({ kinds, turns, only, userCount }) {
  const environment = await open({ kinds });
  const isSelected = (name) => only.length === 0 || only.includes(name);
  const results = [];
  const run = async (name, work) => {
    if (!isSelected(name)) return;
    results.push(
      await step(name, async () => {
        const result = await work();
        return {
          ...result,
          label: `${name}: ${result.value.toFixed(2)} ${result.unit}${result.ratio ? `, ratio ${result.ratio.toFixed(2)}` : ''}`,
        };
      }),
    );
  };

  const withCheapHashes = await environment.startWithCheapHashes();
  const [loader, secondLoader] = [await environment.startClient(), await environment.startClient()];
  const administrator = await createAdministrator(
    withCheapHashes.url,
    withCheapHashes.message.firstAdministrator.token,
  );
  const users = await step('Registering users', () => register(withCheapHashes.url, 1024, 'user'));
  const base = { ...environment, loader, secondLoader, users, administrator, databasePid: environment.database.pid };
  base.turns = { ...turns, loader, databasePid: environment.database.pid };
  base.queries = await queriesOn(environment.databaseUrl, undo);
  // Registrations send mails, which the items below must not measure.
  await step('Sending the registration mails', () => untilIdle(base.queries));
  await run('signin-rest-cpu-ms', async () =>
    items.signIn({ ...base, withCheapHashes, hashUs: await environment.costOfCheapHash() }),
  );
  const signers = users.slice(0, 64);
  await withCheapHashes.stop();

  await run('cold-start-ms', () => coldStart(base));
  const product = await environment.startProduction();
  Object.assign(base, { product, raw: await environment.startRaw() });
  await run('rss-idle-mib', () => idleMemory(base));
  const memory = await memoryDuring(base, async () => {
    await run('me-32', () => items.me32(base));
    await run('me-1', () => items.me1(base));
    await run('update', () => items.update(base));
    await run('refresh', () => items.refresh(base));
    await run('preferences', () => items.preferences(base));
    await run('preferences-update', () => items.preferencesUpdate(base));
    await run('audit-fsyncs', () => items.auditFsyncs(base));
    // Their next sign-in rehashes the passwords with production parameters, which must not happen during the measurement.
    if (isSelected('mixed-p99')) for (const { email } of signers) await signIn(product.url, email);
    await run('mixed-p99', () => items.mixed({ ...base, signers }));
  });
  await run('rss-load-mib', () => memory);
  if (isSelected('page-depth')) {
    const at = Date.now();
    await step(`Adding ${userCount} users`, () =>
      insertUsers(environment.databaseUrl, { from: 0, count: userCount, at }),
    );
    await step('Registering newer users', () => register(product.url, 64, 'late'));
    await untilIdle(base.queries);
    await run('page-depth', () => items.pageDepth({ ...base, depth: userCount * 0.9 }));
  }
  return { results, server: environment.database.name };
}
