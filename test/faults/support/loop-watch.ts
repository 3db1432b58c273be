import type { Wire } from './wire';

/** The product's own metrics: how long its event loop was delayed, and how much CPU time it used. */
export interface LoopLoad {
  readonly lagSeconds: number;
  readonly cpuSeconds: number;
}

/** Reads the product's metrics. A busy machine also delays the event loop, but without CPU time of the product. */
export class LoopWatch {
  private cpuBefore = 0;

  constructor(
    private readonly wire: Wire,
    private readonly token: string,
  ) {}

  /** The values since the last call. */
  async look(): Promise<LoopLoad> {
    const headers = { authorization: `Bearer ${this.token}` };
    const { status, text } = await this.wire.send({ method: 'GET', path: '/metrics', headers });
    if (status !== 200) throw new Error(`/metrics answered ${status}.`);
    const metric = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    const cpu = metric('process_cpu_seconds_total');
    const window = {
      lagSeconds: metric('nodejs_eventloop_lag_max_seconds'),
      cpuSeconds: cpu - this.cpuBefore,
    };
    this.cpuBefore = cpu;
    return window;
  }
}
