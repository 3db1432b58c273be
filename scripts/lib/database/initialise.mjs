// Creates a data folder under a temporary name and renames it, so that it is complete or missing.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { run } from '../processes.mjs';
import { lastLine } from './apt.mjs';
import { nameOf } from './server-program.mjs';
import { placeSettings, temporaryFolder } from './server-settings.mjs';

export async function initialise(server, data) {
  const parent = path.dirname(data);
  const draftName = `${path.basename(data)}.partial`;
  fs.rmSync(path.join(parent, draftName), { recursive: true, force: true });
  const draft = path.join(parent, draftName);
  for (const folder of [draft, temporaryFolder(data)]) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    const result = await (server.kind === 'mariadb' ? bootstrapMariadb(server, draft) : initialiseMysql(server, draft));
    if (result.code !== 0) {
      throw new Failure(`${nameOf(server)} could not create its data folder: ${explanation(result.stderr)}`);
    }
    fs.writeFileSync(path.join(draft, ORIGIN), JSON.stringify({ kind: server.kind, version: server.version }));
    fs.renameSync(draft, data);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

const ORIGIN = 'made-by.json';

/** The server that created a data folder, which only the same kind can read. Undefined if there is none yet. */
export function originOf(data) {
  try {
    return JSON.parse(fs.readFileSync(path.join(data, ORIGIN), 'utf8'));
  } catch {
    return undefined;
  }
}

/** What mariadb-install-db does, without the shell script (which searches outside of this folder). */
function bootstrapMariadb(server, data) {
  // MariaDB 11 renamed the files.
  const pick = (...names) =>
    names.map((name) => path.join(server.shareFolder ?? '', name)).find((file) => fs.existsSync(file));
  const files = [
    pick('mariadb_system_tables.sql', 'mysql_system_tables.sql'),
    pick('mariadb_performance_tables.sql', 'mysql_performance_tables.sql'),
    pick('mariadb_system_tables_data.sql', 'mysql_system_tables_data.sql'),
    pick('maria_add_gis_sp_bootstrap.sql'),
    pick('mariadb_sys_schema.sql', 'mysql_sys_schema.sql'),
  ];
  if (!files[0] || !files[2]) throw new Failure(`${nameOf(server)} lacks the files to create its data folder.`);
  const begin = 'create database if not exists mysql;\nuse mysql;\nSET @auth_root_socket=NULL;\n';
  const input =
    begin +
    files
      .filter(Boolean)
      .map((file) => fs.readFileSync(file, 'utf8'))
      .join('\n');
  return runServer(
    server,
    data,
    ['--bootstrap', '--log-warnings=0', '--enforce-storage-engine=', '--max-allowed-packet=8M'],
    input,
  );
}

/** "Insecure" means that root has no password. The socket is in a folder that only its owner can enter. */
function initialiseMysql(server, data) {
  return runServer(server, data, ['--initialize-insecure', '--log-error-verbosity=1'], '');
}

function runServer(server, data, args, input) {
  const all = [...server.prefix, ...placeSettings(server, data), ...args];
  return run(server.command, all, { env: { ...process.env, ...server.env }, input });
}

function explanation(log) {
  return (
    lastLine(
      log
        .split('\n')
        .filter((line) => /\[?ERROR\]?/i.test(line))
        .join('\n'),
    ) ||
    lastLine(log) ||
    'no reason given'
  );
}
