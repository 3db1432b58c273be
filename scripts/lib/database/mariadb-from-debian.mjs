// MariaDB for a Debian or Ubuntu machine without it: the package is unpacked into the checkout and not installed.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { withLock } from '../lock.mjs';
import { runtimeFolder } from '../paths.mjs';
import { run } from '../processes.mjs';
import { dependenciesOf, download, hasApt, ownApt, packageHolds, systemApt, unpack } from './apt.mjs';
import { describeServer, subfolders } from './server-program.mjs';

const folder = path.join(runtimeFolder, 'mariadb');
const packageName = 'mariadb-server-core';

export async function mariadbFromDebian(step) {
  const unpacked = await describeUnpacked(folder);
  if (unpacked || !hasApt()) return unpacked;
  return withLock(path.join(runtimeFolder, 'mariadb.lock'), 'download', async () => {
    // Another command may have fetched it while this one waited.
    const fetched = await describeUnpacked(folder);
    if (fetched) return fetched;
    await step('Downloading MariaDB (once, about 8 MB; nothing is installed)', fetchMariadb);
    return describeUnpacked(folder);
  });
}

async function fetchMariadb() {
  const draft = `${folder}.partial`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    await fetchWith(systemApt(), draft).catch(async () => {
      fs.rmSync(path.join(draft, 'packages'), { recursive: true, force: true });
      await fetchWith(await ownApt(path.join(draft, 'apt')), draft);
    });
    fs.rmSync(path.join(draft, 'packages'), { recursive: true, force: true });
    fs.rmSync(path.join(draft, 'apt'), { recursive: true, force: true });
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(draft, folder);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

async function fetchWith(apt, draft) {
  const packages = path.join(draft, 'packages');
  await download(apt, [packageName], packages);
  await unpack(packages, draft);
  const available = await dependenciesOf(apt, packageName);
  // A downloaded library may itself need another one.
  for (let round = 0; round < 4; round++) {
    const missing = await missingLibraries(draft);
    if (missing.length === 0) return;
    const names = missing.map((soname) => available.find((name) => packageHolds(name, soname)));
    if (names.includes(undefined)) throw new Failure(`No package was found for ${missing.join(', ')}.`);
    const more = path.join(packages, String(round));
    await download(apt, names, more);
    await unpack(more, draft);
  }
  throw new Failure('MariaDB was downloaded, but some libraries that it needs are missing.');
}

async function missingLibraries(base) {
  const env = { ...process.env, ...libraryPath(base), LC_ALL: 'C' };
  const { stdout } = await run('ldd', [programIn(base)], { env });
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

async function describeUnpacked(base) {
  if (!fs.existsSync(programIn(base))) return undefined;
  return describeServer({ program: programIn(base), env: libraryPath(base), baseFolder: path.join(base, 'usr') });
}

const programIn = (base) => path.join(base, 'usr', 'sbin', 'mariadbd');

function libraryPath(base) {
  const folders = [path.join(base, 'usr', 'lib'), path.join(base, 'lib')].flatMap((name) => [
    name,
    ...subfolders(name),
  ]);
  return { LD_LIBRARY_PATH: folders.join(':') };
}
