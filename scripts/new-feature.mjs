#!/usr/bin/env node
// npm run new:feature -- <name>: creates a small working feature as a starting point.
import { ensureBuild } from './lib/build/ensure-build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { Failure, runScript } from './lib/failure.mjs';
import { filesOf, writeFormatted } from './lib/new-feature/files.mjs';
import { freezeNames, refuseNamesInUse } from './lib/new-feature/frozen.mjs';
import { formsOf } from './lib/new-feature/names.mjs';
import { registrationOf } from './lib/new-feature/register.mjs';
import { run } from './lib/processes.mjs';
import { createSteps } from './lib/steps.mjs';

const step = createSteps();

await runScript(async () => {
  const [name = ''] = process.argv.slice(2);
  const forms = formsOf(name);
  const written = filesOf(forms);
  refuseNamesInUse(forms);
  written.push(...registrationOf(forms));
  const node = await ensureDependencies(step);
  for (const { file, text } of written) await writeFormatted(file, text);
  const frozen = freezeNames(forms);
  await ensureBuild(step);
  const { code, stdout, stderr } = await run(node, ['scripts/generate.mjs']);
  if (code !== 0) throw new Failure('`npm run generate` failed:', { also: stderr.trim().split('\n') });
  console.log([...written.map(({ file }) => file), ...frozen].map((file) => `Wrote ${file}`).join('\n'));
  console.log(stdout.trim());
  console.log(
    `\nNext: run npm test -- test/e2e/${name} libs/features/${name} and npm run check. CONTRIBUTING.md explains each file.`,
  );
});
