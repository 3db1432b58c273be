// Prints a comparison of two builds as a table or as JSON.
import { medianWithInterval } from './interval.mjs';
import { columns, rounded } from './report.mjs';

const FIGURES = {
  cpuUs: 'server CPU µs per request',
  databaseUs: 'database CPU µs per request',
  perSecond: 'requests/s',
  p50: 'p50 ms',
  p99: 'p99 ms',
  ms: 'ms',
  mib: 'MiB',
};

export function printComparison({ server, checkouts, results }) {
  const [ours, other] = checkouts.map(({ folder, commit }) => `${folder}${commit ? ` (${commit})` : ''}`);
  console.log(`\n${server}. this: ${ours}, other: ${other}\n`);
  const head = ['item', 'figure', 'this', 'other', 'this/other', '95 % interval'];
  console.log(columns([head, ...rowsOf(results).map(cellsOf)]));
}

export function comparisonToJson({ server, checkouts, results }) {
  const [ours, other] = checkouts.map(({ folder, commit }) => ({ folder, commit }));
  const rows = rowsOf(results).map(({ item, figure, ratios, ...numbers }) => ({
    item,
    figure,
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, rounded(value)])),
    ratios: ratios.map(rounded),
  }));
  return { server, builds: { this: ours, other }, rows };
}

/** A row for each figure of each item, with the ratio of this build to the other one in each pair of rounds. */
function rowsOf(results) {
  return results.flatMap(({ item, measured: [ours, other] }) =>
    Object.keys(FIGURES)
      .filter((figure) => figure in ours)
      .map((figure) => {
        const ratios = ours.rounds.map((round, at) => round[figure] / other.rounds[at][figure]);
        const { median: ratio, low, high } = medianWithInterval(ratios);
        return { item, figure: FIGURES[figure], this: ours[figure], other: other[figure], ratio, low, high, ratios };
      }),
  );
}

function cellsOf({ item, figure, this: ours, other, ratio, low, high }) {
  const value = (number) => (number >= 1000 ? number.toFixed(0) : number.toPrecision(3));
  const interval = `${low.toFixed(3)} to ${high.toFixed(3)}`;
  return [item, figure, value(ours), value(other), ratio.toFixed(3), interval];
}
