// An installed MariaDB or MySQL: only its program is used, never its data or its settings.
import { findProgram } from '../processes.mjs';
import { describeServer } from './server-program.mjs';

// Package managers keep servers out of a normal user's PATH.
const FOLDERS = [
  '/usr/sbin',
  '/usr/libexec',
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/local/mysql/bin',
  '/opt/homebrew/bin',
];

const PROGRAMS = { mariadb: ['mariadbd', 'mysqld'], mysql: ['mysqld'] };

export async function installedServer(kind) {
  for (const name of PROGRAMS[kind]) {
    const program = findProgram([name], FOLDERS);
    const server = program && (await describeServer({ program }));
    if (server?.kind === kind) return server;
  }
  return undefined;
}
