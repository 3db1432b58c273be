#!/usr/bin/env node
// npm run generate: writes openapi.json, .env.example and docs/errors.md from the code.
import fs from 'node:fs';
import path from 'node:path';
import { ensureBuild } from './lib/build/ensure-build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { runScript } from './lib/failure.mjs';
import { generatedFiles } from './lib/generated/files.mjs';
import { root } from './lib/paths.mjs';
import { createSteps } from './lib/steps.mjs';

const step = createSteps();

await runScript(async () => {
  const node = await ensureDependencies(step);
  await ensureBuild(step);
  for (const { file, text } of await generatedFiles(node)) {
    fs.writeFileSync(path.join(root, file), text);
    console.log(`Wrote ${file}`);
  }
});
