// The outcomes of `npm run test:faults` as a table, for the terminal and for docs/reliability.md.
import fs from 'node:fs';
import { markdownTable, writeMeasured } from '../measured-page.mjs';

const SERVERS = { mariadb: 'MariaDB', mysql: 'MySQL' };
const COLUMNS = {
  Fault: ({ fault }) => fault,
  Server: ({ server }) => SERVERS[server] ?? '',
  Rounds: ({ rounds }) => rounds,
  Acknowledged: ({ acknowledged }) => acknowledged ?? '',
  Losses: ({ losses }) => losses,
  'Full service after': ({ recoveryMs }) => (recoveryMs === undefined ? '' : `${recoveryMs} ms`),
  Control: ({ control }) => control ?? '',
};

export function readRows(file) {
  if (!fs.existsSync(file)) return [];
  const rows = fs
    .readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return rows.sort((a, b) => a.fault.localeCompare(b.fault) || a.server.localeCompare(b.server));
}

export function tableOf(rows) {
  return markdownTable([
    Object.keys(COLUMNS),
    ...rows.map((row) => Object.values(COLUMNS).map((text) => String(text(row)))),
  ]);
}

export function writeTable(rows) {
  writeMeasured('reliability.md', 'faults', tableOf(rows));
}
