#!/usr/bin/env node
// npm run test:browser: runs the tests that need a real browser. Needs Chromium on the PATH; CI installs it.
// `npm run test:browser -- test/e2e/pages` runs only these files.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './lib/paths.mjs';
import { findProgram } from './lib/processes.mjs';

const browser = findProgram(['chromium', 'chromium-browser', 'google-chrome'], []);
if (!browser) {
  console.error('Chromium is not installed. On Debian and Ubuntu, run: apt-get install chromium');
  process.exit(1);
}
const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : ['browser-spec'];
const test = spawn(process.execPath, [path.join(root, 'scripts/test.mjs'), '--', ...files], {
  stdio: 'inherit',
  env: { ...process.env, TEST_BROWSER: browser },
});
process.exitCode = await new Promise((resolve) => test.on('exit', (code) => resolve(code ?? 1)));
