// Makes the list of features, the map of dependencies and the frozen lists know a new one.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { root } from '../paths.mjs';
import { writeFormatted } from './files.mjs';

/** Returns the files changed. */
export async function registerFeature(name) {
  const module = `${name[0].toUpperCase()}${name.slice(1)}Module`;
  const edits = [
    [
      'apps/features.ts',
      [/^(?=import .*'@features\/)/m, `import { ${module} } from '@features/${name}';\n`],
      [/(FEATURES[^=]*= \[[^\]]*?),?\s*\]/, `$1, ${module}]`],
    ],
    ['.dependency-cruiser.cjs', [/(const FEATURES = \{\n)/, `$1  ${name}: [], // may import no feature yet\n`]],
  ];
  for (const [file, ...replacements] of edits) await edit(file, replacements);
  const events = [`event ${name}.entry_added`, `event ${name}.entry_removed`, `permission ${name}.read`];
  addLines('test/contract/names.txt', events);
  addLines('test/contract/error-codes.txt', [`409 ${name}.full`]);
  return [...edits.map(([file]) => file), 'test/contract/names.txt', 'test/contract/error-codes.txt'];
}

async function edit(file, replacements) {
  let text = fs.readFileSync(path.join(root, file), 'utf8');
  for (const [pattern, replacement] of replacements) {
    if (!pattern.test(text)) throw new Failure(`${file} does not have the expected form; add the feature by hand.`);
    text = text.replace(pattern, replacement);
  }
  await writeFormatted(file, text);
}

function addLines(file, lines) {
  const target = path.join(root, file);
  const all = [...fs.readFileSync(target, 'utf8').trim().split('\n'), ...lines].sort();
  fs.writeFileSync(target, `${all.join('\n')}\n`);
}
