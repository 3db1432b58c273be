#!/usr/bin/env node
// npm run test:faults [-- --server mariadb|mysql] [--write] [Jest arguments]: runs the fault tests with enough rounds to
// trust the outcome. `--write` writes the figures into docs/reliability.md. Needs `haproxy`.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Failure, runScript } from './lib/failure.mjs';
import { findProgram } from './lib/processes.mjs';
import { stopOnSignals } from './lib/signals.mjs';
import { readArguments } from './lib/test/arguments.mjs';
import { readRows, tableOf, writeTable } from './lib/test/fault-table.mjs';
import { reportTotals, runTests } from './lib/test/test-run.mjs';

const LIMIT_SECONDS = 3 * 3600;

await runScript(async () => {
  stopOnSignals();
  if (!findProgram(['haproxy'], ['/usr/sbin', '/usr/local/sbin']))
    throw new Failure('haproxy is not installed. On Debian and Ubuntu, run: apt-get install haproxy');
  const argv = process.argv.slice(2);
  const write = argv.includes('--write');
  const options = readArguments(
    argv.filter((argument) => argument !== '--write'),
    { TEST_TIME_LIMIT_SECONDS: process.env.TEST_TIME_LIMIT_SECONDS || LIMIT_SECONDS },
  );
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'userkeep-faults-'));
  const file = path.join(folder, 'outcomes.jsonl');
  try {
    const totals = { passed: 0, failed: 0 };
    for (const kind of options.kinds) {
      const { passed, failed } = await runTests({
        ...options,
        kinds: [kind],
        // Processes that a failed test left running must not prevent the run with the other server.
        jest: ['--runInBand', '--forceExit', ...options.jest],
        env: { FAULTS: process.env.FAULTS || 'full', FAULT_REPORT: file },
      });
      totals.passed += passed;
      totals.failed += failed;
    }
    const rows = readRows(file);
    console.log(`\n${tableOf(rows)}\n`);
    if (write) writeTable(rows, { isWhole: options.jest.length === 0 && options.kinds.length === 2 });
    return reportTotals(totals);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
