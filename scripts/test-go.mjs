#!/usr/bin/env node
// npm run test:go: runs the tests that verify the audit log with Go. Needs Go and its packages `sumdb/note` and
// `sumdb/tlog`; CI installs them.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './lib/paths.mjs';

if (spawnSync('go', ['version']).status !== 0 || !fs.existsSync('/usr/share/gocode/src/golang.org/x/mod/sumdb')) {
  console.error('Go is not installed. On Debian, run: apt-get install golang-go golang-golang-x-mod-dev');
  process.exit(1);
}
const test = spawn(process.execPath, [path.join(root, 'scripts/test.mjs'), '--', 'go-spec'], {
  stdio: 'inherit',
  env: { ...process.env, TEST_GO: '1' },
});
process.exitCode = await new Promise((resolve) => test.on('exit', (code) => resolve(code ?? 1)));
