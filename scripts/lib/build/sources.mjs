// The inputs of a build, and whether any of them changed since the last one.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { dist, root } from '../paths.mjs';

const FOLDERS = ['apps', 'libs'];
const NOT_BUILT = /\.(d|test|spec|[a-z0-9]+-spec|test-support)\.ts$|\.(md|snap)$/;
const recordFile = path.join(dist, '.build.json');

/** Every source as { file, hash }, sorted, with paths relative to the checkout. */
export function readSources() {
  const files = FOLDERS.flatMap((folder) => filesBelow(path.join(root, folder)));
  return files
    .map((file) => path.relative(root, file))
    .filter((file) => !NOT_BUILT.test(file))
    .sort()
    .map((file) => ({ file, hash: hashOf(fs.readFileSync(path.join(root, file))) }));
}

/**
 * A hash of everything else that decides the output. This includes the list of files, because whether an import
 * resolves to `users.ts` or `users/index.ts` depends on which of them exists.
 */
export function settingsHash(sources) {
  // The lock decides the compiler, the bundler and the bundled libraries.
  const inputs = [path.join(root, '.swcrc'), path.join(root, 'package-lock.json')];
  const tools = [...inputs, ...filesBelow(path.dirname(new URL(import.meta.url).pathname))];
  return hashOf([...tools.map((file) => fs.readFileSync(file, 'utf8')), ...sources.map(({ file }) => file)].join('\0'));
}

export function readRecord() {
  try {
    return JSON.parse(fs.readFileSync(recordFile, 'utf8'));
  } catch {
    return undefined;
  }
}

export function writeRecord(settings, sources) {
  const files = Object.fromEntries(sources.map(({ file, hash }) => [file, hash]));
  fs.writeFileSync(recordFile, JSON.stringify({ settings, files }));
}

/** There is no record during a build, so an interrupted build starts again from the beginning. */
export function forgetRecord() {
  fs.rmSync(recordFile, { force: true });
}

export function isUpToDate(sources = readSources()) {
  const record = readRecord();
  return (
    record?.settings === settingsHash(sources) &&
    sources.every(({ file, hash }) => record.files[file] === hash) &&
    Object.keys(record.files).length === sources.length
  );
}

export function filesBelow(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

function hashOf(content) {
  return createHash('sha256').update(content).digest('hex');
}
