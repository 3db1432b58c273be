// Writes the results of a benchmark into docs/performance.md and its plot.
import fs from 'node:fs';
import path from 'node:path';
import { markdownTable, writeMeasured } from '../measured-page.mjs';
import { root } from '../paths.mjs';

export function writePage(results, server) {
  const lines = results.map((result) => [
    `\`${result.item}\``,
    `${format(result.value)} ${result.unit}`,
    format(result.raw),
    format(result.ratio),
    `${AT_MOST.has(result.item) ? '≤' : '≥'} ${result.goal}`,
    result.met ? 'yes' : 'no',
    format(result.ours?.databaseUs),
    format(result.bare?.databaseUs),
  ]);
  const head = ['item', 'value', 'raw', 'ratio', 'goal', 'met', 'database CPU µs', 'raw'];
  writeMeasured('performance.md', 'bench', `${server}.\n\n${markdownTable([head, ...lines])}`);
  fs.writeFileSync(path.join(root, 'docs', 'performance.svg'), plot(results));
}

/** Items with an upper limit as the goal; for the others, more is better. */
const AT_MOST = new Set([
  'signin-rest-cpu-ms',
  'mixed-p99',
  'page-depth',
  'audit-fsyncs',
  'cold-start-ms',
  'rss-idle-mib',
  'rss-load-mib',
]);
const WORK = {
  'me-32': 'own profile, 32 connections',
  'me-1': 'own profile, 1 connection',
  update: 'change with its audit event',
  refresh: 'refresh with rotation',
};
const [LEFT, WIDTH, ROW, TOP] = [210, 640, 44, 46];
const FULL = 1.4;

/** Bars of the work per CPU second relative to raw, with a mark at the goal. */
function plot(results) {
  const rows = results.filter(({ item }) => WORK[item]);
  const height = TOP + rows.length * ROW + 30;
  const x = (ratio) => LEFT + (Math.min(ratio, FULL) / FULL) * (WIDTH - LEFT - 60);
  const bars = rows.map(({ item, ratio, goal }, at) => {
    const y = TOP + at * ROW;
    return [
      `<text x="${LEFT - 10}" y="${y + 19}" text-anchor="end">${WORK[item]}</text>`,
      `<rect x="${LEFT}" y="${y + 4}" width="${(x(ratio) - LEFT).toFixed(1)}" height="22" fill="#3b7ea1"/>`,
      `<text x="${(x(ratio) + 6).toFixed(1)}" y="${y + 20}">${ratio.toFixed(2)}</text>`,
      `<line x1="${x(goal).toFixed(1)}" x2="${x(goal).toFixed(1)}" y1="${y}" y2="${y + 30}" stroke="#c8553d" stroke-width="3"/>`,
    ].join('\n  ');
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#222">
  <rect width="${WIDTH}" height="${height}" fill="#fff"/>
  <text x="12" y="24" font-size="15">Work for one second of server CPU; node:http with one prepared statement = 1</text>
  <line x1="${x(1).toFixed(1)}" x2="${x(1).toFixed(1)}" y1="${TOP - 8}" y2="${height - 24}" stroke="#999" stroke-dasharray="4 4"/>
  ${bars.join('\n  ')}
  <text x="12" y="${height - 10}" fill="#666">red: the goal</text>
</svg>
`;
}

function format(value) {
  if (value === undefined || value === null) return '';
  return value >= 1000 ? Math.round(value).toLocaleString('en') : Number(value).toPrecision(3);
}
