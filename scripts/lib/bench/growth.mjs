// npm run bench -- --growth: the cost of a request with few users and with many.
import { markdownTable } from '../measured-page.mjs';
import { alternate, ratioOf } from './measure.mjs';
import * as workloads from './workloads.mjs';
import { insertUsers, PASSWORD } from './users.mjs';

const SIZES = [1000, 100_000, 1_000_000];
const CONNECTIONS = 32;

/** Returns a row for each kind of work and size: { item, size, cpuUs, databaseUs, ratio } and, against the smallest size, { cost, database }. */
export async function measureGrowth({ step, turns, databaseUrl, product, raw, users }) {
  const works = worksOf(product, raw, users);
  const rows = [];
  let existing = users.length;
  for (const size of SIZES) {
    if (size > existing) {
      const more = { from: existing, count: size - existing, at: Date.now() };
      await step(`${size.toLocaleString('en')} users`, () => insertUsers(databaseUrl, more));
      existing = size;
    }
    for (const { item, sides } of works) {
      const row = await step(`${item} among ${size.toLocaleString('en')}`, async () => {
        const measured = await alternate(sides, turns);
        const ofProduct = measured.at(-1);
        const ratio = measured.length > 1 ? ratioOf(measured[0], ofProduct) : undefined;
        return { item, size, cpuUs: ofProduct.cpuUs, databaseUs: ofProduct.databaseUs, ratio };
      });
      const first = rows.find((other) => other.item === item) ?? row;
      rows.push({ ...row, cost: costOf(row) / costOf(first), database: row.databaseUs / first.databaseUs });
    }
  }
  return rows;
}

/** The cost relative to raw where it exists, because the runs of the sizes are minutes apart. */
function costOf({ ratio, cpuUs }) {
  return ratio === undefined ? cpuUs : 1 / ratio;
}

/** Each workload is created once, because a client continues with its last refresh token. */
function worksOf(product, raw, users) {
  const side = (name, { pid, url }, workloadOf) => ({
    name,
    pid,
    workload: workloadOf(url, users, CONNECTIONS, PASSWORD),
  });
  const both = (bare, ofProduct) => [side('raw', raw, bare), side('the product', product, ofProduct)];
  return [
    { item: 'me-32', sides: both(workloads.rawReadWorkload, workloads.readWorkload) },
    { item: 'update', sides: both(workloads.rawUpdateWorkload, workloads.updateWorkload) },
    { item: 'refresh', sides: both(workloads.rawRefreshWorkload, workloads.refreshWorkload) },
    { item: 'sign-in with a cheap hash', sides: [side('the product', product, workloads.signInWorkload)] },
  ];
}

export function growthTable(rows) {
  const head = ['item', 'users', 'CPU µs', 'against raw', 'cost, few users = 1', 'database CPU µs', 'few users = 1'];
  return markdownTable([head, ...rows.map(cellsOf)]);
}

function cellsOf({ item, size, cpuUs, ratio, cost, databaseUs, database }) {
  const format = (value) => (value === undefined ? '' : value.toPrecision(3));
  return [
    `\`${item}\``,
    size.toLocaleString('en'),
    format(cpuUs),
    format(ratio),
    format(cost),
    format(databaseUs),
    format(database),
  ];
}
