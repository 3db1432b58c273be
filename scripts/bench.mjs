#!/usr/bin/env node
// npm run bench: the product as it is shipped against the limit of the machine, in turns, in one run.
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuild } from './lib/build/ensure-build.mjs';
import { readArguments } from './lib/bench/arguments.mjs';
import { questionsTo } from './lib/bench/database.mjs';
import * as items from './lib/bench/items.mjs';
import { writePage } from './lib/bench/page.mjs';
import { printTable, toJson } from './lib/bench/report.mjs';
import { openStage } from './lib/bench/stage.mjs';
import { addCrowd, enterAsAdministrator, register, signIn } from './lib/bench/users.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runScript } from './lib/failure.mjs';
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
    const { results, server } = await bench(options);
    printTable(results);
    if (options.write) writePage(results, server);
    if (options.json) fs.writeFileSync(options.json, `${JSON.stringify(toJson(results), null, 2)}\n`);
  } finally {
    await takeDownAll(undo);
  }
});

async function bench({ kinds, turns, only, crowd }) {
  const node = await ensureDependencies(step);
  await ensureBuild(step);
  const home = path.join(root, '.userkeep', 'bench');
  const stage = await openStage({ step, node, home, kinds, undo });
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
  await run('signin-rest-cpu-ms', () => items.signIn({ ...base, cheap }));
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
    await run('page-depth', () => items.pageDepth({ ...base, depth: crowd * 0.9 }));
  }
  return { results, server: stage.database.name };
}
