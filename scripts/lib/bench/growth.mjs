// npm run bench -- --growth: what a request costs among few users and among many.
import { markdownTable } from '../measured-page.mjs';
import { alternate, ratioOf } from './measure.mjs';
import * as orders from './orders.mjs';
import { addCrowd, PASSWORD } from './users.mjs';

const SIZES = [1000, 100_000, 1_000_000];
const CONNECTIONS = 32;

/** Returns a row for each kind of work and size: { item, size, cpuUs, databaseUs, ratio } and, against the smallest size, { cost, database }. */
export async function measureGrowth({ step, turns, databaseUrl, product, raw, users }) {
  const works = worksOf(product, raw, users);
  const rows = [];
  let there = users.length;
  for (const size of SIZES) {
    if (size > there) {
      const more = { from: there, count: size - there, at: Date.now() };
      await step(`${size.toLocaleString('en')} users`, () => addCrowd(databaseUrl, more));
      there = size;
    }
    for (const { item, sides } of works) {
      const row = await step(`${item} among ${size.toLocaleString('en')}`, async () => {
        const measured = await alternate(sides, turns);
        const ours = measured.at(-1);
        const ratio = measured.length > 1 ? ratioOf(measured[0], ours) : undefined;
        return { item, size, cpuUs: ours.cpuUs, databaseUs: ours.databaseUs, ratio };
      });
      const first = rows.find((other) => other.item === item) ?? row;
      rows.push({ ...row, cost: costOf(row) / costOf(first), database: row.databaseUs / first.databaseUs });
    }
  }
  return rows;
}

/** Where there is a bare limit, what a request costs is told in shares of it: the sizes are minutes apart. */
function costOf({ ratio, cpuUs }) {
  return ratio === undefined ? cpuUs : 1 / ratio;
}

/** Each order is created once, because a client continues with its last refresh token. */
function worksOf(product, raw, users) {
  const side = (name, { pid, url }, orderOf) => ({ name, pid, order: orderOf(url, users, CONNECTIONS, PASSWORD) });
  const both = (bare, ours) => [side('raw', raw, bare), side('the product', product, ours)];
  return [
    { item: 'me-32', sides: both(orders.rawReadOrder, orders.readOrder) },
    { item: 'update', sides: both(orders.rawUpdateOrder, orders.updateOrder) },
    { item: 'refresh', sides: both(orders.rawRefreshOrder, orders.refreshOrder) },
    { item: 'sign-in with a cheap hash', sides: [side('the product', product, orders.signInOrder)] },
  ];
}

export function growthTable(rows) {
  const head = ['item', 'users', 'CPU µs', 'against raw', 'cost, few users = 1', 'database CPU µs', 'few users = 1'];
  return markdownTable([head, ...rows.map(cellsOf)]);
}

function cellsOf({ item, size, cpuUs, ratio, cost, databaseUs, database }) {
  const shown = (value) => (value === undefined ? '' : value.toPrecision(3));
  return [
    `\`${item}\``,
    size.toLocaleString('en'),
    shown(cpuUs),
    shown(ratio),
    shown(cost),
    shown(databaseUs),
    shown(database),
  ];
}
