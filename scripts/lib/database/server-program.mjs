// A database server program: its kind, and the paths of the program and its support files.
//   { kind: 'mariadb' | 'mysql', version, command, prefix: [], env: {}, baseFolder, shareFolder, pluginFolder }
import fs from 'node:fs';
import path from 'node:path';
import { run } from '../processes.mjs';

/** Runs the program to get its version; returns undefined if it does not run here. */
export async function describeServer({ program, prefix = [], env = {}, baseFolder }) {
  const [command, ...before] = [...prefix, program];
  const asked = await run(command, [...before, '--no-defaults', '--version'], { env: { ...process.env, ...env } });
  const version = /Ver (\d+\.\d+\.\d+)/.exec(asked.stdout)?.[1];
  if (asked.code !== 0 || !version) return undefined;
  const base = baseFolder ?? path.dirname(path.dirname(fs.realpathSync(program)));
  return {
    kind: /mariadb/i.test(asked.stdout) ? 'mariadb' : 'mysql',
    version,
    command,
    prefix: before,
    env,
    baseFolder: base,
    shareFolder: [
      'share/mariadb',
      'share/mysql',
      'share',
      'usr/share/mariadb',
      'usr/share/mysql',
      '../share/mysql',
      '../share/mariadb',
    ]
      .map((name) => path.join(base, name))
      .find((folder) => fs.existsSync(path.join(folder, 'english', 'errmsg.sys')) || hasMessages(folder)),
    pluginFolder: pluginFolders(base).find((folder) => fs.existsSync(folder)),
  };
}

export function nameOf({ kind, version }) {
  return `${kind === 'mariadb' ? 'MariaDB' : 'MySQL'} ${version}`;
}

/** Only MySQL has its messages in one text file. */
function hasMessages(folder) {
  return fs.existsSync(path.join(folder, 'messages_to_clients.txt')) || fs.existsSync(path.join(folder, 'english'));
}

function pluginFolders(base) {
  const libraries = ['lib', 'lib64', 'usr/lib', 'usr/lib64'].map((name) => path.join(base, name));
  return libraries
    .flatMap((folder) => [folder, ...subfolders(folder)])
    .flatMap((folder) => [
      path.join(folder, 'mysql', 'plugin'),
      path.join(folder, 'mariadb', 'plugin'),
      path.join(folder, 'plugin'),
    ]);
}

export function subfolders(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name));
}
