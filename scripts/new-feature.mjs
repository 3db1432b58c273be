#!/usr/bin/env node
// npm run new:feature -- <name>: a small feature that works, to be changed into the one that is wanted.
import { ensureBuild } from './lib/build/ensure-build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { Failure, runScript } from './lib/failure.mjs';
import { writeFeature } from './lib/new-feature/files.mjs';
import { registerFeature } from './lib/new-feature/register.mjs';
import { run } from './lib/processes.mjs';
import { createSteps } from './lib/steps.mjs';

const step = createSteps();

await runScript(async () => {
  const [name = ''] = process.argv.slice(2);
  if (!/^[a-z][a-z0-9]{1,19}$/.test(name)) {
    throw new Failure('Give the name as one lower-case word: `npm run new:feature -- notes`.');
  }
  const node = await ensureDependencies(step);
  const written = await writeFeature(name);
  const changed = await registerFeature(name);
  await ensureBuild(step);
  const { code, stdout, stderr } = await run(node, ['scripts/generate.mjs']);
  if (code !== 0) throw new Failure('`npm run generate` failed:', { also: stderr.trim().split('\n') });
  console.log([...written, ...changed].map((file) => `Wrote ${file}`).join('\n'));
  console.log(stdout.trim());
  console.log(`\nNext: run npm test -- test/e2e/${name} and npm run check. CONTRIBUTING.md explains each file.`);
});
