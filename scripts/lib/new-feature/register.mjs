// Adds a new feature to every list of features: the processes, the table of imports, the fault tests, the OpenAPI rules.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { root } from '../paths.mjs';

const EDITS = {
  'apps/features.ts': inApps,
  '.dependency-cruiser.cjs': inFeatureTable,
  'test/faults/support/scenes.ts': inScenes,
  '.spectral.yaml': inOpenApiRules,
};

/** The changed files as { file, text }. Nothing is written yet, so a file of an unexpected form changes nothing. */
export function registrationOf(forms) {
  return Object.entries(EDITS).flatMap(([file, edit]) => {
    const text = fs.readFileSync(path.join(root, file), 'utf8');
    const edited = edit(text, forms);
    if (edited === undefined) throw new Failure(`${file} does not have the expected form, so nothing was written.`);
    return edited === text ? [] : [{ file, text: edited }];
  });
}

function inApps(text, { name, pascal }) {
  const imported = withImport(
    text,
    /^import .* from '@features\/.*\n/gm,
    `import { ${pascal}Module } from '@features/${name}';`,
  );
  return replaced(imported, /(FEATURES[^=]*= \[[^\]]*?),?\s*\]/, `$1, ${pascal}Module]`);
}

/** A planned feature is in the table already. Another one is added at the end and may import no feature yet. */
function inFeatureTable(text, { name }) {
  const features = /^const FEATURES = \{\n([^}]*)\};/m.exec(text)?.[1];
  if (features === undefined) return undefined;
  if (new RegExp(`^ *['"]?${name}['"]?:`, 'm').test(features)) return text;
  return text.replace(features, () => `${features}  '${name}': [],\n`);
}

function inScenes(text, { name, camel }) {
  const imported = withImport(
    text,
    /^import .* from '\.\/scenes\/.*\n/gm,
    `import { ${camel}Scenes } from './scenes/${name}';`,
  );
  return replaced(imported, /(const scenes = \[[^\]]*?),?\s*\]/, `$1, ${camel}Scenes(wire)]`);
}

/** An attachment is binary, so the document states no maximum length for it. */
function inOpenApiRules(text, { name }) {
  const path = `openapi.json#/paths/~1v1~1me~1${name}~1%7Bid%7D~1attachment`;
  const lines = ['get', 'put'].map((method) => `      - '${path}/${method}'\n`).join('');
  return replaced(text, /( {4}rules:\n {6}'owasp:api4:2023-string-limit': off)/, `${lines}$1`);
}

/** The imports are one block, sorted by their text. */
function withImport(text, pattern, line) {
  const found = text?.match(pattern);
  if (!found) return undefined;
  const sorted = [...found, `${line}\n`].sort((a, b) => (sourceOf(a) < sourceOf(b) ? -1 : 1));
  return text.replace(found.join(''), () => sorted.join(''));
}

function sourceOf(line) {
  return line.split(' from ')[1];
}

function replaced(text, pattern, replacement) {
  return text !== undefined && pattern.test(text) ? text.replace(pattern, replacement) : undefined;
}
