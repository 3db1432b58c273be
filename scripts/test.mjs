#!/usr/bin/env node
// npm test: runs all tests against a private database, which is removed afterwards.
import { runScript } from './lib/failure.mjs';
import { stopOnSignals } from './lib/signals.mjs';
import { readArguments } from './lib/test/arguments.mjs';
import { reportTotals, runTests } from './lib/test/test-run.mjs';

await runScript(async () => {
  stopOnSignals();
  return reportTotals(await runTests(readArguments(process.argv.slice(2))));
});
