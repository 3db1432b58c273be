#!/usr/bin/env node
// npm run bench:large: the event log with millions of entries: pages, the sequencer, the start, and the lag of a consumer.
// `npm run bench:large -- streams` measures open streams instead, `-- exports` the memory of exports, `-- backup` a backup
// and its restore, `-- erasure` erasures, `-- proofs` the tree over the audit log, and `-- notifications` large inboxes and a
// notification to many subscribers.
// The figures are absolute, so they are printed with a figure of the raw server on the same machine.
import path from 'node:path';
import { readCheckout } from './lib/bench/checkout.mjs';
import { connectTo, queriesOn } from './lib/bench/database.mjs';
import { openEnvironment } from './lib/bench/environment.mjs';
import { readLargeArguments } from './lib/bench/large/arguments.mjs';
import { backupReport, measureBackup } from './lib/bench/large/backup.mjs';
import { erasuresReport, measureErasures } from './lib/bench/large/erasure.mjs';
import { exportsReport, measureExports } from './lib/bench/large/exports.mjs';
import { fillLog } from './lib/bench/large/fill-log.mjs';
import { measureIdle } from './lib/bench/large/idle.mjs';
import { measureLags } from './lib/bench/large/lags.mjs';
import { measureNotifications } from './lib/bench/large/notifications.mjs';
import { notificationsReport } from './lib/bench/large/notifications-report.mjs';
import { measurePages } from './lib/bench/large/pages.mjs';
import { measureProofs, proofsReport } from './lib/bench/large/proofs.mjs';
import { largeReport } from './lib/bench/large/report.mjs';
import { measureBacklog } from './lib/bench/large/sequencer.mjs';
import { measureStreams, streamsReport } from './lib/bench/large/streams.mjs';
import { alternate } from './lib/bench/measure.mjs';
import { coldStart } from './lib/bench/process-items.mjs';
import { createAdministrator, register, untilIdle } from './lib/bench/users.mjs';
import { rawReadWorkload } from './lib/bench/workloads.mjs';
import { ensureBuild } from './lib/build/ensure-build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runScript } from './lib/failure.mjs';
import { writeMeasured } from './lib/measured-page.mjs';
import { root } from './lib/paths.mjs';
import { stopOnSignals } from './lib/signals.mjs';
import { createSteps } from './lib/steps.mjs';
import { takeDownAll } from './lib/undo.mjs';

const SCHEMA = 'userkeep_bench';
const RESTORED = 'userkeep_bench_restored';
const USERS = 256;
const READERS = 32;
const ITEMS = {
  log: { measure: measureLog, report: largeReport, mark: 'large' },
  streams: { measure: measureOpenStreams, report: streamsReport, mark: 'streams' },
  backup: { measure: measureBackups, report: backupReport, mark: 'backup' },
  exports: { measure: measureLargeExports, report: exportsReport, mark: 'exports' },
  proofs: { measure: measureAuditProofs, report: proofsReport, mark: 'proofs' },
  erasure: { measure: measureUserErasures, report: erasuresReport, mark: 'erasures' },
  notifications: { measure: measureLargeNotifications, report: notificationsReport, mark: 'notifications' },
};
const step = createSteps();
const undo = [];

await runScript(async () => {
  stopOnSignals();
  const options = readLargeArguments(process.argv.slice(2));
  try {
    const { measure, report, mark } = ITEMS[options.item];
    const text = report(await measure(options));
    console.log(text);
    if (options.write) writeMeasured('performance.md', mark, text);
  } finally {
    await takeDownAll(undo);
  }
});

/** An installation with an administrator and users. */
async function install({ kinds }, userCount, { schemas = [SCHEMA], pinned, bufferPool } = {}) {
  const node = await ensureDependencies(step);
  await ensureBuild(step);
  const home = path.join(root, '.userkeep', 'bench-large');
  const environment = await openEnvironment({ step, node, home, kinds, undo, schemas, pinned, bufferPool });
  const installation = environment.install(await readCheckout(), SCHEMA);
  const first = await installation.startWithCheapHashes();
  const administrator = await createAdministrator(first.url, first.message.firstAdministrator.token);
  const users = await step('Registering users', () => register(first.url, userCount, 'user'));
  await first.stop();
  return { node, home, environment, installation, administrator, users };
}

async function measureOpenStreams(options) {
  const { environment, installation, users } = await install(options, options.streams);
  const { seconds } = options;
  const queries = await queriesOn(installation.databaseUrl, undo);
  const worker = await installation.startProduction();
  await step('Finishing the work of the registrations', () => untilIdle(queries));
  await worker.stop();
  const measured = await step(`Measuring ${options.streams.toLocaleString('en')} open streams`, () =>
    measureStreams({ ...installation, users, seconds }),
  );
  return { server: environment.database.name, ...measured };
}

async function measureLargeExports(options) {
  const { home, environment, installation, users } = await install(options, 3);
  const connection = await connectTo(installation.databaseUrl);
  undo.push(() => connection.end());
  const { records, fileMib } = options;
  const measured = await step('Measuring exports', () =>
    measureExports({ ...installation, connection, dataDir: path.join(home, SCHEMA), users, records, fileMib }),
  );
  return { server: environment.database.name, ...measured };
}

async function measureUserErasures(options) {
  const { records, erasures, seconds } = options;
  const readersAndLarge = 9;
  const { environment, installation, administrator, users } = await install(options, erasures + readersAndLarge);
  const connection = await connectTo(installation.databaseUrl);
  undo.push(() => connection.end());
  const measured = await step('Erasing users', () =>
    measureErasures({ ...installation, connection, administrator, users, records, seconds }),
  );
  return { server: environment.database.name, ...measured };
}

async function measureLargeNotifications(options) {
  const installed = await install(options, READERS, { bufferPool: '4G' });
  const { environment, installation } = installed;
  const connection = await connectTo(installation.databaseUrl);
  undo.push(() => connection.end());
  const loader = await environment.startClient();
  const { entries, users: subscribers, seconds } = options;
  const context = { ...installed, step, connection, loader, entries, subscribers, seconds };
  return { server: environment.database.name, entries, subscribers, ...(await measureNotifications(context)) };
}

async function measureAuditProofs(options) {
  const installed = await install(options, 1, { bufferPool: '4G' });
  const connection = await connectTo(installed.installation.databaseUrl);
  undo.push(() => connection.end());
  const measured = await measureProofs({ ...installed, step, connection, entries: options.entries });
  return { server: installed.environment.database.name, ...measured };
}

/** Neither the database nor the command line is limited to one core. */
async function measureBackups(options) {
  const installed = await install(options, 1, { schemas: [SCHEMA, RESTORED], pinned: false });
  const { database } = installed.environment;
  return measureBackup({ ...installed, step, database, users: options.users, target: database.url(RESTORED) });
}

async function measureLog(options) {
  const { entries, backlog, seconds } = options;
  const { home, environment, installation, administrator, users } = await install(options, USERS, {
    bufferPool: '10G',
  });
  const connection = await connectTo(installation.databaseUrl);
  undo.push(() => connection.end());
  const loader = await environment.startClient();

  const raw = await installation.startRaw();
  const sides = [{ name: 'raw', pid: raw.pid, workload: rawReadWorkload(raw.url, users, 32) }];
  const turns = { loader, databasePid: environment.database.pid, warmUp: 3, seconds: 2, rounds: 3 };
  const [bare] = await step('Measuring the raw server', () => alternate(sides, turns));
  await raw.stop();
  const emptyStart = await step('Start with an empty log', () => coldStart({ ...installation, turns: { rounds: 3 } }));
  await step(`Filling the log with ${entries.toLocaleString('en')} entries`, () =>
    fillLog(connection, { count: entries, withPositions: true }),
  );
  const fullStart = await step('Start with the full log', () => coldStart({ ...installation, turns: { rounds: 3 } }));
  const context = { ...installation, connection, administrator, users, loader, home, seconds };
  const sequenced = await step(`Sequencing ${backlog.toLocaleString('en')} entries`, () =>
    measureBacklog(context, { backlog, databasePid: environment.database.pid }),
  );
  const product = await installation.startProduction();
  const pages = await step('Reading pages', () => measurePages(product.url, administrator, entries));
  await product.stop();
  const lags = await step('Measuring the lag of a consumer', () => measureLags(context));
  const idle = await step('Measuring idle processes', () => measureIdle(context, environment.database.pid));
  return {
    server: environment.database.name,
    entries,
    bare,
    emptyStart,
    fullStart,
    backlog,
    sequenced,
    pages,
    lags,
    idle,
  };
}
