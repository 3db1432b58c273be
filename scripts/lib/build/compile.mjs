// Compiles apps/ and libs/ into dist/modules with SWC, only what changed, and bundles the result.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { compiledModules, programOf, root } from '../paths.mjs';
import { APPS, bundle } from './bundle.mjs';
import {
  filesBelow,
  forgetRecord,
  isUpToDate,
  readRecord,
  readSources,
  settingsHash,
  writeRecord,
} from './sources.mjs';

export async function compile() {
  const sources = readSources();
  const settings = settingsHash(sources);
  const record = readRecord();
  const known = record?.settings === settings ? record.files : {};
  if (isUpToDate(sources) && isComplete(sources)) return { compiled: 0, copied: 0, total: sources.length };
  const changed = sources.filter(({ file, hash }) => known[file] !== hash || !fs.existsSync(outputOf(file)));
  forgetRecord();
  removeStale(sources);
  const scripts = changed.filter(({ file }) => isScript(file));
  const assets = changed.filter(({ file }) => !isScript(file));
  assets.forEach(({ file }) => copy(file));
  const failures = scripts.length ? await compileAll(scripts.map(({ file }) => file)) : [];
  if (failures.length > 0)
    throw new Failure(`The build failed. Files with errors: ${failures.length}.`, { also: failures });
  await bundle();
  writeRecord(settings, sources);
  return { compiled: scripts.length, copied: assets.length, total: sources.length };
}

async function compileAll(files) {
  const swc = createRequire(path.join(root, 'package.json'))('@swc/core');
  const options = compilerOptions();
  const results = await Promise.all(
    files.map((file) => compileOne(swc, file, options).catch((error) => `${file}: ${withoutTrace(error)}`)),
  );
  return results.filter((result) => typeof result === 'string');
}

async function compileOne(swc, file, options) {
  const output = outputOf(file);
  const filename = path.join(root, file);
  const sourceFileName = path.relative(path.dirname(output), filename);
  const { code, map } = await swc.transform(fs.readFileSync(filename, 'utf8'), {
    ...options,
    filename,
    sourceFileName,
  });
  write(output, `${code}//# sourceMappingURL=${path.basename(output)}.map\n`);
  write(`${output}.map`, map);
}

/** Removes SWC's native stack, which does not help to fix the source. */
function withoutTrace(error) {
  return error.message.split('\n\nCaused by:')[0].trim();
}

/** The settings that the tests use too. SWC resolves aliases only with an absolute baseUrl, which .swcrc cannot contain. */
function compilerOptions() {
  const { $schema: _schema, ...options } = JSON.parse(fs.readFileSync(path.join(root, '.swcrc'), 'utf8'));
  return { ...options, jsc: { ...options.jsc, baseUrl: root }, swcrc: false, configFile: false, sourceMaps: true };
}

function removeStale(sources) {
  const wanted = new Set(sources.map(({ file }) => outputOf(file)));
  for (const file of filesBelow(compiledModules)) {
    if (!wanted.has(file) && !wanted.has(file.replace(/\.map$/, ''))) fs.rmSync(file);
  }
}

function isComplete(sources) {
  const outputs = [...sources.map(({ file }) => outputOf(file)), ...APPS.map((app) => programOf(app))];
  return outputs.every((file) => fs.existsSync(file));
}

const isScript = (file) => file.endsWith('.ts');

function outputOf(file) {
  return path.join(compiledModules, isScript(file) ? file.replace(/\.ts$/, '.js') : file);
}

function copy(file) {
  write(outputOf(file), fs.readFileSync(path.join(root, file)));
}

/** Writes the file atomically, so that a process that is starting never reads half a file. */
function write(file, content) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.draft`, content);
  fs.renameSync(`${file}.draft`, file);
}
