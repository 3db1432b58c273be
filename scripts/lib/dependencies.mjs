// Makes node_modules match package-lock.json, and returns the Node version that everything else runs on.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { nodeModules, root } from './paths.mjs';
import { run } from './processes.mjs';

const stampFile = path.join(nodeModules, '.userkeep-installed');
const wantedMajor = 24;

/** Installs if needed; returns the path of a Node 24. */
export async function ensureDependencies(step) {
  if (!isInstalled()) {
    await withLock(path.join(root, '.userkeep', 'install.lock'), 'install', async () => {
      if (!isInstalled()) await step('Installing the dependencies', install);
    });
  }
  return node24(step);
}

function isInstalled() {
  const wanted = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (readText(stampFile) === wanted) return true;
  if (!matchesLockFile()) return false;
  fs.writeFileSync(stampFile, wanted);
  return true;
}

/** After a manual npm run, npm's own record shows whether the installed packages match. */
function matchesLockFile() {
  const installed = readJson(path.join(nodeModules, '.package-lock.json'))?.packages;
  const wanted = readJson(path.join(root, 'package-lock.json'))?.packages;
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(
    ([name, { version, optional, link }]) => name === '' || optional || link || installed[name]?.version === version,
  );
}

async function install() {
  fs.rmSync(stampFile, { force: true });
  const result = await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (result.code !== 0) {
    const reasons = result.stderr
      .split('\n')
      .filter((line) => line.replace('npm error', '').trim() && line.startsWith('npm error'));
    throw new Failure('npm could not install the dependencies:', { also: reasons.slice(0, 8) });
  }
  if (!isInstalled())
    throw new Failure('npm succeeded, but node_modules does not match package-lock.json; run `npm ci`.');
}

async function node24(step) {
  const file = path.join(nodeModules, '.bin', 'node');
  if (await hasWantedMajor(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= wantedMajor) return process.execPath;
  await step(`Downloading Node ${wantedMajor}`, () => npm(['rebuild', 'node', '--loglevel=error']));
  if (await hasWantedMajor(file)) return file;
  throw new Failure(
    `userkeep runs on Node ${wantedMajor}, which npm could not put into node_modules on this system; ` +
      `install Node ${wantedMajor} and run this command with it.`,
  );
}

async function hasWantedMajor(file) {
  return (await run(file, ['--version'])).stdout.startsWith(`v${wantedMajor}.`);
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readJson(file) {
  try {
    return JSON.parse(readText(file));
  } catch {
    return undefined;
  }
}
