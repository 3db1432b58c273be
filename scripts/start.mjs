#!/usr/bin/env node
// npm start: runs the API from a fresh clone, and removes everything temporary when it stops.
// This import must come first, because the next ones read the environment while they are loaded.
import { envFile, unknownSettings } from './lib/env-file.mjs';
import path from 'node:path';
import { apiProgram, startApi } from './lib/api/api-process.mjs';
import { checkDatabaseAnswers, checkPortIsFree, readSettings } from './lib/api/settings.mjs';
import { banner } from './lib/banner.mjs';
import { ensureBuild } from './lib/build/ensure-build.mjs';
import { ownedBy, START, tryDataLock } from './lib/data-lock.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { Failure, runScript } from './lib/failure.mjs';
import { dataFolder, displayPath } from './lib/paths.mjs';
import { refuseInProduction, startPrivateDatabase } from './lib/private-database.mjs';
import { endLeftoverApi, removeRuntime, writeRuntime } from './lib/runtime-file.mjs';
import { interrupted, interruption, stopOnSignals } from './lib/signals.mjs';
import { createSteps } from './lib/steps.mjs';
import { takeDownAll } from './lib/undo.mjs';

const step = createSteps();
const logFile = path.join(dataFolder, 'api.log');
/** Functions that undo each step, run in reverse order. */
const undo = [];

await runScript(async () => {
  stopOnSignals(() => console.log('Still stopping. Please wait to avoid damaged data …'));
  try {
    await serve();
  } catch (error) {
    if (!interruption.aborted) throw error;
  } finally {
    await takeDownAll(undo);
  }
  console.log('Stopped.');
});

async function serve() {
  const settings = readSettings();
  for (const name of unknownSettings()) console.warn(`Warning: .env sets ${name}, which is not a setting of userkeep.`);
  if (!settings.databaseUrl) refuseInProduction();
  const lock = await tryDataLock(START);
  if (lock.holder) throw ownedBy(lock.holder);
  undo.push(lock.release);
  await endLeftoverApi(apiProgram);
  await checkPortIsFree(settings);
  if (settings.databaseUrl) await checkDatabaseAnswers('DATABASE_URL', settings.databaseUrl);

  const node = await ensureDependencies(step);
  await ensureBuild(step);
  const database = settings.databaseUrl ? undefined : await startPrivateDatabase(step);
  if (database) undo.push(() => stopped('database', database.stop));
  const { api, ready } = await startedApi(node, settings, database);
  console.log(banner(ready, { envFile, data: whereDataIs(settings), log: logFile }));

  const end = await Promise.race([interrupted(), api.exited.then(() => 'api'), databaseExited(database)]);
  if (end === 'api') throw new Failure(`The API stopped unexpectedly; see ${displayPath(logFile)}.`);
  if (end === 'database')
    throw new Failure(
      `The private database stopped unexpectedly; see ${displayPath(path.join(dataFolder, 'database.log'))}.`,
    );
}

async function startedApi(node, settings, database) {
  const env = {
    NODE_ENV: process.env.NODE_ENV || 'development',
    PORT: String(settings.port),
    HOST: settings.host,
    DATA_DIR: dataFolder,
    ...database?.env,
  };
  return step('Starting the API', async () => {
    const showAll = process.argv.includes('--logs');
    const api = startApi({ node, env, logFile, showAll, print: step.print, lifeline: database?.lifeline });
    undo.push(() => stopped('API', api.stop));
    // Only the URL of a private database is written, because a given one may contain a password.
    const runtime = {
      ...database?.env,
      databasePid: database?.pid,
      apiPid: api.pid,
      startedAt: new Date().toISOString(),
    };
    undo.push(removeRuntime);
    writeRuntime({ ...named(runtime), port: settings.port });
    const ready = await Promise.race([api.ready, interrupted()]);
    interruption.throwIfAborted();
    writeRuntime({ ...named(runtime), port: Number(new URL(ready.url).port || settings.port) });
    return { api, ready, label: 'API' };
  });
}

function named({ DATABASE_URL: databaseUrl, KEYS_DATABASE_URL: keysDatabaseUrl, ...rest }) {
  return { databaseUrl, keysDatabaseUrl, ...rest };
}

function databaseExited(database) {
  return new Promise((resolve) => database?.onExit(() => resolve('database')));
}

function whereDataIs({ databaseUrl }) {
  return databaseUrl ? `the database of DATABASE_URL, and ${displayPath(dataFolder)}` : displayPath(dataFolder);
}

async function stopped(name, stop) {
  if (process.stdout.isTTY && interruption.aborted) console.log(`Stopping the ${name} …`);
  await stop();
}
