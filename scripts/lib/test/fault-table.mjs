// The outcomes of `npm run test:faults` as a table, for the terminal and for docs/reliability.md.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { root } from '../paths.mjs';

const PAGE = path.join(root, 'docs', 'reliability.md');
const MARKS = ['<!-- faults:begin -->', '<!-- faults:end -->'];
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

/** In Markdown, laid out as Prettier does. */
export function tableOf(rows) {
  const lines = [Object.keys(COLUMNS), ...rows.map((row) => Object.values(COLUMNS).map((text) => String(text(row))))];
  const widths = Object.keys(COLUMNS).map((_, i) => Math.max(...lines.map((cells) => cells[i].length)));
  const drawn = lines.map((cells) => `| ${cells.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`);
  drawn.splice(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`);
  return drawn.join('\n');
}

/** The date is part of a figure: it says which product was measured. */
export async function writeTable(rows) {
  const page = fs.readFileSync(PAGE, 'utf8');
  const [begin, end] = MARKS.map((mark) => page.indexOf(mark));
  if (begin < 0 || end < begin) throw new Failure(`docs/reliability.md lacks ${MARKS.join(' and ')}.`);
  const text = `${MARKS[0]}\n\nMeasured ${new Date().toISOString().slice(0, 10)}.\n\n${tableOf(rows)}\n\n`;
  fs.writeFileSync(PAGE, page.slice(0, begin) + text + page.slice(end));
}
