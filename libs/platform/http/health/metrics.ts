import { Injectable, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Jobs } from '@platform/jobs/jobs';
import type { Answered } from '../request/answered';

/** The figures of this process, for Prometheus. */
@Injectable()
export class Metrics implements OnModuleInit {
  readonly registry = new Registry();
  private readonly requests = new Histogram({
    name: 'userkeep_http_request_seconds',
    help: 'Time to answer, by route, method and status.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 3],
    registers: [this.registry],
  });

  constructor(private readonly jobs: Jobs) {}

  onModuleInit(): void {
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

  count({ route, method, status, ms }: Answered): void {
    this.requests.observe({ route, method, status }, ms / 1000);
  }
}
