import type { RequestLine } from '@platform/logging/request-lines';

const NAME = 'userkeep_http_request_seconds';
/** Upper bounds in milliseconds. */
const BOUNDS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 3000];

interface Series {
  readonly labels: { readonly route: string; readonly method: string; readonly status: number };
  readonly buckets: number[];
  sumMs: number;
  count: number;
}

interface Sample {
  readonly metricName: string;
  readonly labels: Record<string, string | number>;
  readonly value: number;
}

/**
 * A histogram for the registry of prom-client. The library's own histogram builds a text of all labels for every
 * request; this one finds its series by values that the request already has.
 */
export class AnswerTimes {
  readonly name = NAME;
  readonly help = 'Response time by route, method and status.';
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  private readonly byRoute = new Map<string, Map<string, Map<number, Series>>>();

  count({ route, method, status, ms }: Pick<RequestLine, 'route' | 'method' | 'status' | 'ms'>): void {
    const series = this.byRoute.get(route)?.get(method)?.get(status) ?? this.createSeries(route, method, status);
    series.sumMs += ms;
    series.count++;
    for (let at = 0; at < BOUNDS.length; at++) {
      if (ms > (BOUNDS[at] as number)) continue;
      (series.buckets[at] as number)++;
      break;
    }
  }

  get(): Promise<{ name: string; help: string; type: string; aggregator: string; values: Sample[] }> {
    const { name, help, type, aggregator } = this;
    return Promise.resolve({ name, help, type, aggregator, values: [...this.all()].flatMap(samplesOf) });
  }

  private createSeries(route: string, method: string, status: number): Series {
    const byMethod = this.byRoute.get(route) ?? new Map<string, Map<number, Series>>();
    const byStatus = byMethod.get(method) ?? new Map<number, Series>();
    const series = { labels: { route, method, status }, buckets: BOUNDS.map(() => 0), sumMs: 0, count: 0 };
    this.byRoute.set(route, byMethod.set(method, byStatus.set(status, series)));
    return series;
  }

  private *all(): Iterable<Series> {
    for (const byMethod of this.byRoute.values()) for (const byStatus of byMethod.values()) yield* byStatus.values();
  }
}

function samplesOf({ labels, buckets, sumMs, count }: Series): Sample[] {
  let upTo = 0;
  return [
    ...BOUNDS.map((bound, at) => {
      upTo += buckets[at] as number;
      return { metricName: `${NAME}_bucket`, labels: { le: bound / 1000, ...labels }, value: upTo };
    }),
    { metricName: `${NAME}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
    { metricName: `${NAME}_sum`, labels, value: sumMs / 1000 },
    { metricName: `${NAME}_count`, labels, value: count },
  ];
}
