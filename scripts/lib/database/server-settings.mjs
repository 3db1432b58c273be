// The settings of every private server. They are strict, so that nothing passes here that a real server rejects.
import path from 'node:path';

const STRICT = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION';

/** A server deletes the temporary tables that it finds when it starts, so two servers must not share this folder. */
export function temporaryFolder(data) {
  return path.join(path.dirname(data), 'temporary');
}

/** The paths of the program's files. `--no-defaults` must be first, so that the settings of the system are ignored. */
export function placeSettings(server, data) {
  return [
    '--no-defaults',
    `--basedir=${server.baseFolder}`,
    `--datadir=${data}`,
    `--tmpdir=${temporaryFolder(data)}`,
    ...(server.shareFolder
      ? [`--lc-messages-dir=${server.shareFolder}`, `--character-sets-dir=${path.join(server.shareFolder, 'charsets')}`]
      : []),
    ...(server.pluginFolder ? [`--plugin-dir=${server.pluginFolder}`] : []),
    // Both refuse to run as root without this option.
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    ...(server.kind === 'mysql' ? ['--secure-file-priv=NULL', '--mysqlx=OFF'] : []),
  ];
}

export function runSettings(server, { socket, log, initFile, maxConnections }) {
  return [
    `--socket=${socket}`,
    `--pid-file=${socket}.pid`,
    `--log-error=${log}`,
    `--init-file=${initFile}`,
    '--skip-networking',
    ...commonSettings(server.kind, maxConnections),
  ];
}

/** The settings that a container gets as well. */
export function commonSettings(kind, maxConnections = 151) {
  return [
    '--skip-name-resolve',
    '--local-infile=0',
    '--character-set-server=utf8mb4',
    `--sql-mode=${kind === 'mysql' ? `ONLY_FULL_GROUP_BY,${STRICT}` : STRICT}`,
    '--default-time-zone=+00:00',
    '--innodb-flush-log-at-trx-commit=1',
    '--innodb-buffer-pool-size=128M',
    '--performance-schema=OFF',
    `--max-connections=${maxConnections}`,
    ...(kind === 'mysql' ? ['--skip-log-bin'] : []),
  ];
}
