// Prints the results of a benchmark as a table or as JSON.

export function toJson(results) {
  return results.map(({ item, value, unit, raw = null, ratio = null, goal, met }) => ({
    item,
    value: rounded(value),
    unit,
    raw: rounded(raw),
    ratio: rounded(ratio),
    goal,
    met,
  }));
}

export function printTable(results) {
  const rows = results.map(rowOf);
  const head = [
    'item',
    'value',
    'raw',
    'ratio',
    'goal',
    'met',
    'requests/s',
    'raw/s',
    'p50 ms',
    'p99 ms',
    'db CPU µs',
    'raw db',
  ];
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at].length)));
  const line = (cells) => cells.map((cell, at) => cell.padEnd(widths[at])).join('  ');
  console.log([head, ...rows].map(line).join('\n'));
}

function rowOf({ item, value, unit, raw, ratio, goal, met, ours, bare }) {
  return [
    item,
    `${format(value)} ${unit}`,
    format(raw),
    format(ratio),
    String(goal),
    met ? 'yes' : 'NO',
    ...[ours?.perSecond, bare?.perSecond].map((rate) => (rate ? rate.toFixed(0) : '')),
    format(ours?.p50),
    format(ours?.p99),
    format(ours?.databaseUs),
    format(bare?.databaseUs),
  ];
}

const format = (value) => (value === undefined || value === null ? '' : Number(value).toPrecision(3));
const rounded = (value) => (value === null ? null : Number(value.toPrecision(4)));
