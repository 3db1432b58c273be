#!/usr/bin/env node
// npm run test:redis: runs the tests that need a real Redis. Needs `redis-server` on the PATH; CI installs it.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root } from './lib/paths.mjs';

const START_LIMIT_MS = 10_000;

if (spawnSync('redis-server', ['--version']).status !== 0) {
  console.error('redis-server is not installed. On Debian and Ubuntu, run: apt-get install redis-server');
  process.exit(1);
}
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'userkeep-redis-'));
const socket = path.join(folder, 'redis.sock');
const redis = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
try {
  await appears(socket);
  const test = spawn(process.execPath, [path.join(root, 'scripts/test.mjs'), '--', 'redis-spec'], {
    stdio: 'inherit',
    env: { ...process.env, TEST_REDIS_SOCKET: socket },
  });
  process.exitCode = await new Promise((resolve) => test.on('exit', (code) => resolve(code ?? 1)));
} finally {
  redis.kill('SIGTERM');
  await new Promise((resolve) => redis.on('exit', resolve));
  fs.rmSync(folder, { recursive: true, force: true });
}

async function appears(file) {
  const until = Date.now() + START_LIMIT_MS;
  while (!fs.existsSync(file)) {
    if (redis.exitCode !== null || Date.now() > until) throw new Error('redis-server did not start.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
