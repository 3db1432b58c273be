import { Histogram, Registry, type Metric } from 'prom-client';
import { AnswerTimes } from './answer-times';

const ANSWERS = [
  ...[0.2, 1, 1.001, 7, 40, 2999.9, 3000, 3000.1, 60_000].map((ms) => ({
    route: '/a',
    method: 'GET',
    status: 200,
    ms,
  })),
  { route: '/a', method: 'GET', status: 404, ms: 3 },
  { route: '/a', method: 'POST', status: 200, ms: 3 },
  { route: '/b/:"id"\n', method: 'GET', status: 200, ms: 0 },
];

describe('The time to answer', () => {
  it('is reported in the format of the library', async () => {
    const [ours, theirs] = [new Registry(), new Registry()];
    const times = new AnswerTimes();
    ours.registerMetric(times as unknown as Metric);
    const histogram = new Histogram({
      name: times.name,
      help: times.help,
      labelNames: ['route', 'method', 'status'] as const,
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
      registers: [theirs],
    });
    for (const { ms, ...labels } of ANSWERS) {
      times.count({ ...labels, ms });
      histogram.observe(labels, ms / 1000);
    }
    const linesOf = async (registry: Registry) =>
      (await registry.metrics()).replaceAll(/_sum\{.*/g, '_sum').split('\n');
    expect(await linesOf(ours)).toEqual(await linesOf(theirs));
    expect((await times.get()).values.filter(({ metricName }) => metricName.endsWith('_sum'))[0]?.value).toBeCloseTo(
      ANSWERS.slice(0, 9).reduce((sum, { ms }) => sum + ms, 0) / 1000,
    );
  });
});
