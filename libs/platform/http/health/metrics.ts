import { Injectable, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry, type Metric } from 'prom-client';
import { Jobs } from '@platform/jobs/jobs';
import { AnswerTimes } from './answer-times';

/** The figures of this process, for Prometheus. */
@Injectable()
export class Metrics implements OnModuleInit {
  readonly registry = new Registry();
  /** Every request that was answered is to be told to it. */
  readonly answerTimes = new AnswerTimes();

  constructor(private readonly jobs: Jobs) {}

  onModuleInit(): void {
    // The library's type names its own classes only; all it calls is `get`.
    this.registry.registerMetric(this.answerTimes as unknown as Metric);
    collectDefaultMetrics({ register: this.registry });
    const { jobs } = this;
    new Gauge({
      name: 'userkeep_jobs',
      help: 'Jobs by state.',
      labelNames: ['state'] as const,
      registers: [this.registry],
      async collect() {
        const { ready, running, dead } = await jobs.backlog();
        this.set({ state: 'ready' }, ready);
        this.set({ state: 'running' }, running);
        this.set({ state: 'dead' }, dead);
      },
    });
  }
}
