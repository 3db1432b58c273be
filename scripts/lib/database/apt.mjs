// Downloads and unpacks Debian packages without installing them: apt-get download and dpkg -x.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { findProgram, run } from '../processes.mjs';

export const hasApt = () => Boolean(findProgram(['apt-get']) && findProgram(['dpkg']));

/** The machine's own package lists, which are often missing (containers) or out of date. */
export function systemApt() {
  return aptWith({});
}

/** Uses separate package lists in `folder`; `source` replaces the sources of the machine. */
export async function ownApt(folder, { source, ignoreInstalled = false } = {}) {
  for (const name of ['state/lists/partial', 'cache/archives/partial']) {
    fs.mkdirSync(path.join(folder, name), { recursive: true });
  }
  const settings = {
    'Dir::State': path.join(folder, 'state'),
    'Dir::Cache': path.join(folder, 'cache'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': '20',
    'Acquire::https::Timeout': '20',
    'Debug::NoLocking': 'true',
  };
  if (source) {
    fs.writeFileSync(path.join(folder, 'sources.list'), `${source}\n`);
    Object.assign(settings, {
      'Dir::Etc::SourceList': path.join(folder, 'sources.list'),
      'Dir::Etc::SourceParts': '/dev/null',
    });
  }
  if (ignoreInstalled) {
    fs.writeFileSync(path.join(folder, 'nothing-installed'), '');
    settings['Dir::State::status'] = path.join(folder, 'nothing-installed');
  }
  const file = path.join(folder, 'apt.conf');
  fs.writeFileSync(
    file,
    Object.entries(settings)
      .map(([key, value]) => `${key} "${value}";\n`)
      .join(''),
  );
  const apt = aptWith({ APT_CONFIG: file });
  // One unreachable source of several is not an error, as long as the package is found afterwards.
  await apt.get(['update', '-qq']);
  return apt;
}

function aptWith(extra) {
  const env = { ...process.env, ...extra, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' };
  // By default apt switches to the user _apt, who cannot write into a private folder.
  const flags = process.getuid() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
  const get = (args, cwd) => run('apt-get', [...flags, ...args], { env, cwd });
  const cache = async (args) => (await run('apt-cache', args, { env })).stdout;
  return { get, cache };
}

/** The libraries that a package may need, including indirect dependencies. */
export async function dependenciesOf(apt, name) {
  const only = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map((kind) => `--no-${kind}`);
  const text = await apt.cache(['depends', '--recurse', ...only, name]);
  return [...new Set(text.split('\n').filter((line) => /^[a-z0-9]/.test(line)))].map((line) => line.trim());
}

export async function download(apt, names, folder) {
  fs.mkdirSync(folder, { recursive: true });
  const result = await apt.get(['download', '-qq', ...names], folder);
  if (result.code !== 0)
    throw new Failure(`apt-get could not download ${names.join(', ')}: ${lastLine(result.stderr)}`);
}

/** Unpacks every package of the folder `from` into `into`. */
export async function unpack(from, into) {
  for (const file of fs.readdirSync(from).filter((name) => name.endsWith('.deb'))) {
    const result = await run('dpkg', ['-x', path.join(from, file), into]);
    if (result.code !== 0) throw new Failure(`dpkg could not unpack ${file}: ${lastLine(result.stderr)}`);
  }
}

/** Debian's naming rule for library packages: libaio.so.1 is in libaio1, or libaio1t64 since 2024. */
export function packageHolds(packageName, soname) {
  const [, base, version] = /^(.+)\.so\.(.+)$/.exec(soname.toLowerCase().replaceAll('_', '-')) ?? [];
  if (!base) return false;
  const joint = /\d$/.test(base) ? '-' : '';
  return [`${base}${joint}${version}`, `${base}${joint}${version}t64`].includes(packageName);
}

export function lastLine(text) {
  return text.trim().split('\n').at(-1) ?? '';
}
