import type { Wire } from './wire';

/** What the product says of itself: how long its event loop stood still, and how long it was really computing. */
export interface LoopWindow {
  readonly lagSeconds: number;
  readonly computedSeconds: number;
}

/** Reads the product's own figures. A machine that gives it no processor makes it lag too, but not compute. */
export class LoopWatch {
  private computedBefore = 0;

  constructor(
    private readonly wire: Wire,
    private readonly token: string,
  ) {}

  /** Since the last look. */
  async look(): Promise<LoopWindow> {
    const headers = { authorization: `Bearer ${this.token}` };
    const { status, text } = await this.wire.send({ method: 'GET', path: '/metrics', headers });
    if (status !== 200) throw new Error(`The figures were answered ${status}.`);
    const figure = (name: string) => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
    const computed = figure('process_cpu_seconds_total');
    const window = {
      lagSeconds: figure('nodejs_eventloop_lag_max_seconds'),
      computedSeconds: computed - this.computedBefore,
    };
    this.computedBefore = computed;
    return window;
  }
}
