// The figures of notifications, as Markdown.
import { markdownTable } from '../../measured-page.mjs';

export function notificationsReport({ server, entries, inboxes, pages, subscribers, fanOut }) {
  const number = (value) => Math.round(value).toLocaleString('en');
  const ms = (value) => `${value.toFixed(2)} ms`;
  const interval = ({ median, low, high }) => `${median.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
  const { quiet, busy, ratio } = fanOut;
  return [
    `${server}, ${inboxes} inboxes of ${number(entries)} notifications each, and ${number(subscribers)} subscribers.`,
    markdownTable([
      ['a page of 20 notifications', 'CPU µs', 'raw', 'ratio', 'p50', 'raw', 'ratio', 'database CPU µs', 'raw'],
      ...pages.map(({ page, bare, ours, cpu, p50 }) => [
        page,
        number(ours.cpuUs),
        number(bare.cpuUs),
        interval(cpu),
        ms(ours.p50),
        ms(bare.p50),
        interval(p50),
        number(ours.databaseUs),
        number(bare.databaseUs),
      ]),
    ]),
    markdownTable([
      ['reads', 'p50', 'p99', 'p99 compared with quiet'],
      ['quiet', ms(quiet.p50), ms(quiet.p99), '1.00'],
      ['while subscribers are notified', ms(busy.p50), ms(busy.p99), interval(ratio)],
    ]),
    `The subscribers were notified in ${number(fanOut.seconds)} s (${number(subscribers / fanOut.seconds)} per second). Each of them took ${number(fanOut.workerUs)} µs of CPU time of the worker and ${number(fanOut.databaseUs)} µs of the database, including the reads.`,
  ].join('\n\n');
}
