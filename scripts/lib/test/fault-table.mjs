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
  Measured: ({ figures }) => figures ?? '',
  Control: ({ control }) => control ?? '',
};

/** Returns one row per fault and server: the last one if a fault was run several times. */
export function readRows(file) {
  if (!fs.existsSync(file)) return [];
  const rows = new Map();
  for (const line of fs.readFileSync(file, 'utf8').trim().split('\n')) {
    const row = JSON.parse(line);
    rows.set(`${row.fault} ${row.server}`, row);
  }
  return [...rows.values()].sort((a, b) => a.fault.localeCompare(b.fault) || a.server.localeCompare(b.server));
}

export function tableOf(rows) {
  return markdownTable([
    Object.keys(COLUMNS),
    ...rows.map((row) => Object.values(COLUMNS).map((text) => String(text(row)))),
  ]);
}

/** The text says so if the run had fewer rounds than a full run. */
export function writeTable(rows) {
  const fewer = process.env.FAULT_ROUNDS && `From a run with at most FAULT_ROUNDS=${process.env.FAULT_ROUNDS} rounds.`;
  writeMeasured('reliability.md', 'faults', [fewer, tableOf(rows)].filter(Boolean).join('\n\n'));
}
