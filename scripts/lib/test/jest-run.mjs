// Runs Jest in a separate process group, so that its workers and all processes started by tests can be stopped with it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { nodeModules, root } from '../paths.mjs';
import { pause, signalGroup } from '../processes.mjs';
import { interrupted } from '../signals.mjs';

const GRACE_MS = 5000;

/** Returns { code, overtime, totals }; `totals` is undefined if Jest wrote no results. */
export async function runJest({ node, args, env, outputFile, limitSeconds }) {
  const jest = path.join(nodeModules, 'jest', 'bin', 'jest.js');
  const command = [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    jest,
    '--json',
    `--outputFile=${outputFile}`,
  ];
  const child = spawn(node, [...command, ...args], {
    cwd: root,
    detached: true,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  let timer;
  const exited = new Promise((resolve) => {
    child.once('error', () => resolve({ code: 127 }));
    child.once('exit', (code) => resolve({ code: code ?? 1 }));
  });
  const tooLong = new Promise(
    (resolve) => (timer = setTimeout(() => resolve({ overtime: true }), limitSeconds * 1000)),
  );
  const end = await Promise.race([exited, tooLong, interrupted().then(() => ({ interrupted: true }))]);
  clearTimeout(timer);
  if (end.code === undefined) {
    signalGroup(child.pid, 'SIGTERM');
    await Promise.race([exited, pause(GRACE_MS)]);
  }
  // Also after a successful run, because a test may have left a process running.
  signalGroup(child.pid, 'SIGKILL');
  await exited;
  return { code: end.code ?? 1, overtime: end.overtime === true, totals: readTotals(outputFile) };
}

/** A test file that cannot be loaded contains no failed test, but counts as failed. */
function readTotals(file) {
  try {
    const results = JSON.parse(fs.readFileSync(file, 'utf8'));
    return { passed: results.numPassedTests, failed: results.numFailedTests + results.numRuntimeErrorTestSuites };
  } catch {
    return undefined;
  }
}
