// Runs Jest against a private database, which is removed afterwards.
import { greetingOf, targetOf } from '../database/greeting.mjs';
import { startDatabase } from '../database/ladder.mjs';
import { ensureDependencies } from '../dependencies.mjs';
import { Failure } from '../failure.mjs';
import { interruption } from '../signals.mjs';
import { createSteps } from '../steps.mjs';
import { takeDownAll } from '../undo.mjs';
import { runJest } from './jest-run.mjs';
import { bundleLibraries } from './libraries.mjs';
import { makeWorkspace, removeAbandoned } from './workspace.mjs';

const step = createSteps();

/** `env` is passed to the tests, in addition to the variables for the database. */
export async function runTests(options) {
  const undo = [];
  let result;
  try {
    result = await runIn(undo, options);
  } catch (error) {
    if (!interruption.aborted) throw error;
  } finally {
    await takeDownAll(undo);
  }
  if (interruption.aborted) throw new Failure('The tests were interrupted.', { exitCode: 130 });
  return totalsOf(result, options);
}

async function runIn(undo, { jest, limitSeconds, kinds, url, env: more }) {
  await removeAbandoned();
  const node = await ensureDependencies(step);
  const workspace = await makeWorkspace();
  undo.push(workspace.remove);
  // In memory MariaDB maps its log, and a crash of the server would lose nothing even with unsafe settings.
  const onDisk = await makeWorkspace({ onDisk: true });
  undo.push(onDisk.remove);
  const database = url ? await externalDatabase(url) : await privateDatabase(workspace.home, kinds);
  undo.push(database.stop);
  const env = {
    NODE_ENV: 'test',
    TEST_DATABASE_URL: database.url,
    TEST_SERVER: database.kind,
    TEST_DISK: onDisk.folder,
    TEST_LIBRARIES: await bundleLibraries(),
    ...more,
  };
  return runJest({ node, args: jest, env, outputFile: workspace.outputFile, limitSeconds });
}

async function privateDatabase(home, kinds) {
  const database = await startDatabase(step, { home, kinds, maxConnections: 400 });
  return { ...database, url: database.url('') };
}

async function externalDatabase(url) {
  if (!URL.canParse(url)) throw new Failure('TEST_DATABASE_URL is not a URL such as mysql://user:password@host:3306/.');
  const { kind } = await greetingOf(targetOf(url)).catch((error) => {
    throw new Failure(`The database of TEST_DATABASE_URL cannot be used: ${error.code ?? error.message}.`);
  });
  return { kind, url, stop: () => {} };
}

/** Counts every kind of failure as at least one failed test. */
function totalsOf({ code, overtime, totals = { passed: 0, failed: 0 } }, { limitSeconds }) {
  const failed = totals.failed || (code === 0 ? 0 : 1);
  if (overtime) console.log(`The tests took longer than ${limitSeconds} s and were stopped (TEST_TIME_LIMIT_SECONDS).`);
  else if (failed && !totals.failed) console.log(`Jest ended with code ${code} although no test failed.`);
  return { passed: totals.passed, failed };
}

/** The last line of every run, which CI reads. */
export function reportTotals({ passed, failed }) {
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}
