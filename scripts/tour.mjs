#!/usr/bin/env node
// npm run tour: starts the product, runs the examples of docs/tour.md and compares the answers.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { root } from './lib/paths.mjs';
import { differences } from './lib/tour/differences.mjs';
import { readTour } from './lib/tour/read-tour.mjs';
import { runSteps } from './lib/tour/run-steps.mjs';

const START_LIMIT_MS = 300_000;
const STOP_LIMIT_MS = 30_000;

const steps = readTour(fs.readFileSync(path.join(root, 'docs/tour.md'), 'utf8'));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'userkeep-tour-'));
const [port, providerPort] = [await freePort(), await freePort()];
// The OpenID provider of the tour, which `npm run provider` starts.
const provider = spawn(process.execPath, [path.join(root, 'scripts/provider.mjs')], {
  env: { ...process.env, PORT: String(providerPort) },
  stdio: ['ignore', 'ignore', 'inherit'],
});
const product = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], {
  env: {
    ...process.env,
    PORT: String(port),
    DATA_DIR: path.join(folder, 'data'),
    NODE_ENV: 'development',
    OIDC_PROVIDERS: JSON.stringify([
      { name: 'test', issuer: `http://localhost:${providerPort}`, clientId: 'userkeep', clientSecret: 'secret' },
    ]),
    REDIRECT_URIS: 'http://127.0.0.1/callback',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let failed = 0;
try {
  const secret = await setupSecret(product);
  const env = { ...process.env, API: `http://localhost:${port}/v1`, SETUP_TOKEN: secret };
  const outputs = await runSteps(steps, { env, cwd: folder });
  steps.forEach(({ title, expected }, at) => {
    const faults =
      outputs[at] === undefined
        ? ['the tour stopped before this step']
        : expected
          ? differences(expected, outputs[at])
          : [];
    if (faults.length > 0) failed++;
    console.log(`${faults.length > 0 ? '✗' : '✓'} ${title}`);
    faults.forEach((fault) => console.log(`    ${fault}`));
    if (faults.length > 0) console.log(`    answered: ${outputs[at]}`);
  });
} finally {
  await stop(product);
  await stop(provider);
  fs.rmSync(folder, { recursive: true, force: true });
}
console.log(`${steps.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || steps.length === 0 ? 1 : 0;

function setupSecret(child) {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error('The product did not start in time.')), START_LIMIT_MS);
    child.on('exit', () => reject(new Error(`The product did not start:\n${text}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const secret = /uks_[A-Za-z0-9_-]{43}/.exec(text)?.[0];
      if (!secret || !text.includes('Ctrl-C')) return;
      clearTimeout(timer);
      resolve(secret);
    });
  });
}

function stop(child) {
  if (child.exitCode !== null) return undefined;
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    child.on('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGINT');
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address();
      server.close(() => resolve(free));
    });
  });
}
