#!/usr/bin/env node
// npm run check: runs the static checks, and prints a line for each part.
// `npm run check -- lint types` runs only these parts.
import { availableParallelism } from 'node:os';
import { runParts } from './lib/check/parallel.mjs';
import { parts } from './lib/check/parts.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { Failure, runScript } from './lib/failure.mjs';
import { stopOnSignals } from './lib/signals.mjs';
import { createSteps } from './lib/steps.mjs';

await runScript(async () => {
  stopOnSignals();
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    throw new Failure(
      `Unknown part: ${unknown.join(', ')}. The parts are ${parts.map(({ name }) => name).join(', ')}.`,
    );
  }
  const node = await ensureDependencies(createSteps());
  const chosen = parts.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  const failed = await runParts(chosen, { node, atOnce: Math.min(availableParallelism() + 1, 4) });
  if (failed.length > 0) throw new Failure(`Failed: ${failed.join(', ')}.`);
});
