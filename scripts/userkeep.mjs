#!/usr/bin/env node
// npx userkeep …: runs the command line on the database of a running `npm start`, or starts the private database.
// This import must come first, because the next ones read the environment while they are loaded.
import './lib/env-file.mjs';
import { spawn } from 'node:child_process';
import { apiProgram } from './lib/api/api-process.mjs';
import { ensureBuild } from './lib/build/ensure-build.mjs';
import { COMMAND, ownedBy, tryDataLock } from './lib/data-lock.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { Failure, runScript } from './lib/failure.mjs';
import { dataFolder, programOf } from './lib/paths.mjs';
import { refuseInProduction, startPrivateDatabase } from './lib/private-database.mjs';
import { endLeftoverApi, runningDatabase } from './lib/runtime-file.mjs';
import { interruption, stopOnSignals } from './lib/signals.mjs';
import { createSteps } from './lib/steps.mjs';
import { takeDownAll } from './lib/undo.mjs';

// stdout is the output of the command, for example in `npx userkeep openapi > openapi.json`.
const step = createSteps(process.stderr);
const args = process.argv.slice(2);
const undo = [];

await runScript(async () => {
  stopOnSignals();
  try {
    const node = await ensureDependencies(step);
    await ensureBuild(step);
    const env = process.env.DATABASE_URL || needsNoDatabase() ? {} : await databaseEnvironment();
    return await runCommand(node, env);
  } catch (error) {
    if (!interruption.aborted) throw error;
    return 130;
  } finally {
    await takeDownAll(undo);
  }
});

function needsNoDatabase() {
  return (
    args.length === 0 ||
    args[0] === 'openapi' ||
    args[0] === 'verify' ||
    args[0] === 'witness' ||
    (args[0] === 'audit' && args[1] === 'verify' && hasFile(args.slice(2))) ||
    (args[0] === 'backup' && ['key', 'list', 'verify'].includes(args[1])) ||
    args.some((arg) => ['help', '--help', '-h', '--version', '-V'].includes(arg))
  );
}

/** The options of `audit verify` have a value each. */
function hasFile(rest) {
  return rest.some((arg, at) => !arg.startsWith('-') && !/^--(heads|keys)$/.test(rest[at - 1] ?? ''));
}

async function databaseEnvironment() {
  refuseInProduction();
  const lock = await tryDataLock(COMMAND);
  if (lock.holder) {
    const running = runningDatabase();
    if (!running) throw ownedBy(lock.holder);
    const { databaseUrl, keysDatabaseUrl, port } = running;
    // Links that a command prints point to the running API.
    return { DATABASE_URL: databaseUrl, KEYS_DATABASE_URL: keysDatabaseUrl, PORT: String(port) };
  }
  undo.push(lock.release);
  await endLeftoverApi(apiProgram);
  const database = await startPrivateDatabase(step);
  undo.push(database.stop);
  return database.env;
}

function runCommand(node, env) {
  const program = programOf('cli');
  const child = spawn(node, [program, ...args], {
    stdio: 'inherit',
    env: { ...process.env, DATA_DIR: dataFolder, ...env },
  });
  // The terminal sends Ctrl-C to the command as well, but other signals reach only this process and are forwarded.
  interruption.addEventListener('abort', () => child.kill(interruption.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Failure(`The command line could not be started: ${error.message}.`)));
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}
