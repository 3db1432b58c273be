// Runs MySQL for tests. Debian stable does not include it, so the packages come from unstable, with all of their
// libraries and their dynamic loader. The machine itself is not changed.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { withLock } from '../lock.mjs';
import { runtimeFolder } from '../paths.mjs';
import { download, hasApt, lastLine, ownApt, systemApt, unpack } from './apt.mjs';
import { describeServer, subfolders } from './server-program.mjs';

const folder = path.join(runtimeFolder, 'mysql');
const mirror = 'http://deb.debian.org/debian';
const systemKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

export async function mysqlFromDebian(step) {
  const unpacked = await describeUnpacked();
  if (unpacked || !hasApt()) return unpacked;
  return withLock(path.join(runtimeFolder, 'mysql.lock'), 'download', async () => {
    const fetched = await describeUnpacked();
    if (fetched) return fetched;
    await step('Downloading MySQL from Debian (once, about 60 MB; nothing is installed)', fetchMysql);
    return describeUnpacked();
  });
}

async function fetchMysql(note) {
  const draft = `${folder}.partial`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { recursive: true, mode: 0o700 });
  try {
    note('package lists');
    const keyring = await debianKeyring(path.join(draft, 'keyring'));
    const source = `deb [signed-by=${keyring}] ${mirror} unstable main`;
    const apt = await ownApt(path.join(draft, 'apt'), { source, ignoreInstalled: true });
    const name = await newestServerPackage(apt);
    note(name);
    // apt resolves the libraries; it downloads all of them, because no package counts as installed.
    const wanted = ['install', '-y', '-qq', '--download-only', '--no-install-recommends', name];
    const result = await apt.get(wanted);
    if (result.code !== 0) throw new Failure(`apt-get could not download ${name}: ${lastLine(result.stderr)}`);
    note('unpacking');
    await unpack(path.join(draft, 'apt', 'cache', 'archives'), path.join(draft, 'root'));
    fs.rmSync(folder, { recursive: true, force: true });
    fs.renameSync(path.join(draft, 'root'), folder);
  } finally {
    fs.rmSync(draft, { recursive: true, force: true });
  }
}

async function newestServerPackage(apt) {
  const listed = await apt.cache(['search', '--names-only', '^mysql-server-core(-[0-9.]+)?$']);
  const names = listed
    .split('\n')
    .map((line) => line.split(' ')[0])
    .filter(Boolean);
  const version = (name) => Number(/-(\d+\.\d+)$/.exec(name)?.[1] ?? Infinity); // the name without a number is the current version
  const [newest] = names.sort((a, b) => version(b) - version(a));
  if (!newest) throw new Failure(`The package lists of ${mirror} could not be read, or contain no MySQL server.`);
  return newest;
}

/** Debian includes its key; Ubuntu has it as a package. */
async function debianKeyring(into) {
  if (fs.existsSync(systemKeyring)) return systemKeyring;
  await download(systemApt(), ['debian-archive-keyring'], into);
  await unpack(into, into);
  return path.join(into, systemKeyring);
}

async function describeUnpacked() {
  const usr = path.join(folder, 'usr');
  const program = path.join(usr, 'sbin', 'mysqld');
  const libraries = [path.join(usr, 'lib'), path.join(usr, 'lib64'), path.join(folder, 'lib')]
    .flatMap((name) => [name, ...subfolders(name)])
    .filter((name) => fs.existsSync(name));
  const loader = libraries
    .flatMap((name) => fs.readdirSync(name).map((file) => path.join(name, file)))
    .find((file) => /^ld-linux.*\.so\.\d$/.test(path.basename(file)) && fs.existsSync(file));
  if (!loader || !fs.existsSync(program)) return undefined;
  const prefix = [loader, '--library-path', libraries.join(':')];
  return describeServer({ program, prefix, baseFolder: usr });
}
