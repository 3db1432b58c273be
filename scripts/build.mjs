#!/usr/bin/env node
// npm run build: apps/ and libs/ → dist/
import { compile } from './lib/build/compile.mjs';
import { withBuildLock } from './lib/build/ensure-build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runScript } from './lib/failure.mjs';
import { createSteps } from './lib/steps.mjs';

await runScript(async () => {
  await ensureDependencies(createSteps());
  const startedAt = Date.now();
  const { compiled, copied, total } = await withBuildLock(compile);
  console.log(
    `Built ${compiled} and copied ${copied} of ${total} files in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`,
  );
});
