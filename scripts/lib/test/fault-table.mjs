// The outcomes of `npm run test:faults` as a table, for the terminal and for docs/reliability.md.
import fs from 'node:fs';
import { markdownTable, readMeasured, writeMeasured } from '../measured-page.mjs';

const PLACE = ['reliability.md', 'faults'];
const SERVERS = { mariadb: 'MariaDB', mysql: 'MySQL' };
const COLUMNS = {
  Fault: ({ fault }) => fault,
  Server: ({ server }) => SERVERS[server] ?? '',
  Date: () => new Date().toISOString().slice(0, 10),
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
  return tableOfCells(cellsOf(rows));
}

/** A run of some faults, or on one server, keeps the other rows. */
export function writeTable(rows, { isWhole }) {
  const cells = cellsOf(rows);
  const nameOf = ([fault, server]) => `${fault} ${server}`;
  const measured = new Set(cells.map(nameOf));
  const kept = isWhole ? [] : cellsIn(readMeasured(...PLACE)).filter((line) => !measured.has(nameOf(line)));
  const all = [...kept, ...cells].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  writeMeasured(...PLACE, tableOfCells(all));
}

function cellsOf(rows) {
  return rows.map((row) => Object.values(COLUMNS).map((text) => String(text(row))));
}

function tableOfCells(cells) {
  return markdownTable([Object.keys(COLUMNS), ...cells]);
}

/** The cells of each row of a table, without its head. */
function cellsIn(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}
