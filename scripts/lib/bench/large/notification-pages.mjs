// Pages of large inboxes, compared with a raw server that runs the same statements.
import { Failure } from '../../failure.mjs';
import { medianWithInterval } from '../interval.mjs';
import { alternate } from '../measure.mjs';
import { inboxWorkload, rawInboxWorkload } from '../workloads.mjs';
import { statementsOf } from './statements.mjs';

const TURNS = { warmUp: 10, seconds: 3, rounds: 7 };
const TABLES = ['communications_notification', 'communications_inbox', 'users_account'];

/** Returns [{ page, bare, ours, cpu, p50 }], where `cpu` and `p50` are ratios: what the product costs, if raw costs 1. */
export async function measureInboxPages({ installation, environment, connection, loader, owners, depth, deep }) {
  const product = await installation.startProduction({ WORKER_IN_API: 'false' });
  const raw = await installation.startRaw();
  for (const page of [undefined, deep[0]]) await compareStatements(connection, { product, raw }, owners[0], page);
  const side = (server, name, workload) => ({ name, pid: server.pid, workload });
  const sides = [undefined, deep].flatMap((pages) => [
    side(raw, 'raw', rawInboxWorkload(raw.url, owners, pages)),
    side(product, 'the product', inboxWorkload(product.url, owners, pages)),
  ]);
  const measured = await alternate(sides, { ...TURNS, loader, databasePid: environment.database.pid });
  await Promise.all([product.stop(), raw.stop()]);
  return ['the first page', `the page after ${depth.toLocaleString('en')} entries`].map((page, at) => {
    const [bare, ours] = measured.slice(at * 2, at * 2 + 2);
    const ratio = (field) => medianWithInterval(ours.rounds.map((round, n) => round[field] / bare.rounds[n][field]));
    return { page, bare, ours, cpu: ratio('cpuUs'), p50: ratio('p50') };
  });
}

/** Fails unless both servers run exactly the same statements for one page. */
async function compareStatements(connection, { product, raw }, owner, page) {
  const [{ head: ofProduct }] = inboxWorkload('', [owner], page && [page]).lines;
  const [{ head: ofRaw }] = rawInboxWorkload('', [owner], page && [page]).lines;
  const run = (server, head) =>
    statementsOf(connection, TABLES, async () => {
      const headers = { authorization: `Bearer ${owner.accessToken}` };
      const answer = await fetch(server.url + head.split(' ')[1], { headers });
      if (answer.status !== 200) throw new Failure(`A page was answered ${answer.status}: ${await answer.text()}`);
      await answer.text();
    });
  const [ours, bare] = [await run(product, ofProduct), await run(raw, ofRaw)];
  if (ours.length === 0 || ours.join('\n') !== bare.join('\n'))
    throw new Failure(`The product ran\n${ours.join('\n')}\nand the raw server\n${bare.join('\n')}`);
}
