import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '@platform/http/health/metrics';
import { ConsumerOverview, type ConsumerState } from './consumer-overview';

/** How far the log and each of its consumers are. */
@Injectable()
export class EventMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly consumers: ConsumerOverview,
  ) {}

  onModuleInit(): void {
    const { consumers } = this;
    const registers = [this.metrics.registry];
    const gauge = (name: string, help: string, valueOf: (state: ConsumerState) => number) =>
      new Gauge({
        name: `userkeep_event_consumer_${name}`,
        help,
        labelNames: ['consumer'] as const,
        registers,
        async collect() {
          for (const state of await states) this.set({ consumer: state.name }, valueOf(state));
        },
      });
    // All gauges of consumers share one reading.
    let states: Promise<ConsumerState[]> = Promise.resolve([]);
    new Gauge({
      name: 'userkeep_events_position',
      help: 'The position of the newest event.',
      registers,
      async collect() {
        states = consumers.all();
        this.set((await consumers.log()).position);
      },
    });
    new Gauge({
      name: 'userkeep_events_unsequenced',
      help: 'Events without a position.',
      registers,
      async collect() {
        this.set((await consumers.log()).unsequenced);
      },
    });
    gauge('lag_events', 'Events that the consumer has not reached.', ({ lagEvents }) => lagEvents);
    gauge(
      'lag_seconds',
      'Seconds since the oldest event that the consumer has not reached got its position.',
      ({ lagSeconds }) => lagSeconds,
    );
    gauge('retrying_subjects', 'Subjects whose event is tried again.', ({ stops }) => stops.retrying);
    gauge('stopped_subjects', 'Subjects that wait for an administrator.', ({ stops }) => stops.stopped);
    gauge('unknown_subjects', 'Subjects whose event only a newer version knows.', ({ stops }) => stops.unknown);
  }
}
