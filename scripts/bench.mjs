#!/usr/bin/env node
// npm run bench: the product as it is shipped against the limit of the machine, in turns, in one run.
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuild } from './lib/build/ensure-build.mjs';
import { readArguments } from './lib/bench/arguments.mjs';
import { questionsTo } from './lib/bench/database.mjs';
import * as items from './lib/bench/items.mjs';
import { growthTable, measureGrowth } from './lib/bench/growth.mjs';
import { writePage } from './lib/bench/page.mjs';
import { printTable, toJson } from './lib/bench/report.mjs';
import { openStage } from './lib/bench/stage.mjs';
import { addCrowd, enterAsAdministrator, register, signIn, untilNothingWaits } from './lib/bench/users.mjs';
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
    const { results, server } = await bench(options);
    printTable(results);
    if (options.write) writePage(results, server);
    if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(toJson(results), null, 2)}\n`);
  } finally {
    await takeDownAll(undo);
  }
});

async function open({ kinds }) {
  const node = await ensureDependencies(step);
  await ensureBuild(step);
  return openStage({ step, node, home: path.join(root, '.userkeep', 'bench'), kinds, undo });
}

/** Uses cheap password hashes, so that sign-ins can be compared with other operations. */
async function growth({ kinds, turns, write }) {
  const stage = await open({ kinds });
  const product = await stage.startWithCheapHashes();
  const raw = await stage.startRaw();
  const loader = await stage.startClient();
  const users = await step('Registering users', () => register(product.url, 1000, 'user'));
  const measure = { ...turns, loader, databasePid: stage.database.pid };
  const rows = await measureGrowth({ step, turns: measure, databaseUrl: stage.databaseUrl, product, raw, users });
  const text = `${stage.database.name}.\n\n${growthTable(rows)}`;
  console.log(text);
  if (write) writeMeasured('performance.md', 'growth', text);
}

async function bench({ kinds, turns, only, crowd }) {
  const stage = await open({ kinds });
  const wants = (name) => only.length === 0 || only.includes(name);
  const results = [];
  const run = async (name, work) => {
    if (!wants(name)) return;
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

  const cheap = await stage.startWithCheapHashes();
  const [loader, secondLoader] = [await stage.startClient(), await stage.startClient()];
  const administrator = await enterAsAdministrator(cheap.url, cheap.word.firstAdministrator.token);
  const users = await step('Registering users', () => register(cheap.url, 1024, 'user'));
  const base = { ...stage, loader, secondLoader, users, administrator, databasePid: stage.database.pid };
  base.turns = { ...turns, loader, databasePid: stage.database.pid };
  base.ask = await questionsTo(stage.databaseUrl, undo);
  // Registrations send mails, which the items below must not measure.
  await step('Sending their mails', () => untilNothingWaits(base.ask));
  await run('signin-rest-cpu-ms', async () => items.signIn({ ...base, cheap, hashUs: await stage.costOfCheapHash() }));
  const signers = users.slice(0, 64);
  await cheap.stop();

  await run('cold-start-ms', () => items.coldStart(base));
  const product = await stage.startProduction();
  Object.assign(base, { product, raw: await stage.startRaw() });
  await run('rss-idle-mib', () => items.idleMemory(base));
  const memory = await items.memoryDuring(base, async () => {
    await run('me-32', () => items.me32(base));
    await run('me-1', () => items.me1(base));
    await run('update', () => items.update(base));
    await run('refresh', () => items.refresh(base));
    await run('audit-fsyncs', () => items.auditFsyncs(base));
    // At their next sign-in these passwords get the hash of production, which is not what is measured.
    if (wants('mixed-p99')) for (const { email } of signers) await signIn(product.url, email);
    await run('mixed-p99', () => items.mixed({ ...base, signers }));
  });
  await run('rss-load-mib', () => memory);
  if (wants('page-depth')) {
    const at = Date.now();
    await step(`Adding ${crowd} users`, () => addCrowd(stage.databaseUrl, { from: 0, count: crowd, at }));
    await step('Registering newer users', () => register(product.url, 64, 'late'));
    await untilNothingWaits(base.ask);
    await run('page-depth', () => items.pageDepth({ ...base, depth: crowd * 0.9 }));
  }
  return { results, server: stage.database.name };
}
