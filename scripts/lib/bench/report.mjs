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
  console.log(columns([head, ...rows]));
}

/** Aligns the cells of all lines. */
export function columns(lines) {
  const widths = lines[0].map((_, at) => Math.max(...lines.map((cells) => cells[at].length)));
  return lines.map((cells) => cells.map((cell, at) => cell.padEnd(widths[at])).join('  ')).join('\n');
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
export const rounded = (value) => (value === null ? null : Number(value.toPrecision(4)));
