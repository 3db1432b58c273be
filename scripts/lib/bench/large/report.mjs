// The figures of npm run bench:large, as Markdown.
import { markdownTable } from '../../measured-page.mjs';

export function largeReport({ server, entries, bare, emptyStart, fullStart, backlog, sequenced, pages, lags, idle }) {
  const count = (value) => Math.round(value).toLocaleString('en');
  const ms = (value) => `${value < 1000 ? value.toPrecision(3) : count(value)} ms`;
  const percent = (value) => `${value.toFixed(2)} %`;
  return [
    `${server}, ${count(entries)} entries. The raw server answered ${count(bare.perSecond)} reads per second on this machine (${bare.cpuUs.toFixed(0)} CPU µs each).`,
    markdownTable([
      ['a page of 50 entries', 'p50', 'p99'],
      ...pages.map(({ page, p50, p99 }) => [page, ms(p50), ms(p99)]),
    ]),
    markdownTable([
      ['a consumer in', 'changes per second', 'lag p50', 'lag p99'],
      ...lags.map(({ where, perSecond, p50, p99 }) => [where, count(perSecond), ms(p50), ms(p99)]),
    ]),
    markdownTable([
      ['what', 'figure'],
      [`positions for ${count(backlog)} waiting entries`, `${count(sequenced.perSecond)} per second`],
      ['CPU time of the server for each', `${sequenced.serverUs.toFixed(1)} µs`],
      ['CPU time of the database for each', `${sequenced.databaseUs.toFixed(1)} µs`],
      ['start with an empty log', ms(emptyStart.value)],
      ['start with the full log', ms(fullStart.value)],
      ['an idle process with a worker, of a core', percent(idle.withWorker.server)],
      ['an idle process without a worker', percent(idle.withoutWorker.server)],
      ['the idle database with a worker', percent(idle.withWorker.database)],
      ['the idle database without a worker', percent(idle.withoutWorker.database)],
    ]),
  ].join('\n\n');
}
