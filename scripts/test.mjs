#!/usr/bin/env node
// npm test: every test against a database of its own, which is gone afterwards.
import { runScript } from './lib/failure.mjs';
import { stopOnSignals } from './lib/signals.mjs';
import { readArguments } from './lib/test/arguments.mjs';
import { reportTotals, runTests } from './lib/test/test-run.mjs';

await runScript(async () => {
  stopOnSignals();
  return reportTotals(await runTests(readArguments(process.argv.slice(2))));
});
