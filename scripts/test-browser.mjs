#!/usr/bin/env node
// npm run test:browser: what only a real browser can show. Needs Chromium on the PATH; CI installs it.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './lib/paths.mjs';
import { findProgram } from './lib/processes.mjs';

const browser = findProgram(['chromium', 'chromium-browser', 'google-chrome'], []);
if (!browser) {
  console.error('No Chromium is installed; on Debian and Ubuntu: apt-get install chromium');
  process.exit(1);
}
const test = spawn(process.execPath, [path.join(root, 'scripts/test.mjs'), '--', 'browser-spec'], {
  stdio: 'inherit',
  env: { ...process.env, TEST_BROWSER: browser },
});
process.exitCode = await new Promise((resolve) => test.on('exit', (code) => resolve(code ?? 1)));
