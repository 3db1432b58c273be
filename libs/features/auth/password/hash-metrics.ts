import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '@platform/http/health/metrics';
import { HashQueue } from './hash-queue';

@Injectable()
export class HashMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly hashes: HashQueue,
  ) {}

  onModuleInit(): void {
    const { hashes } = this;
    new Gauge({
      name: 'userkeep_password_hashes',
      help: 'Password hashes in progress, and sign-ins that wait for one.',
      labelNames: ['state'] as const,
      registers: [this.metrics.registry],
      collect() {
        const { running, waiting } = hashes.usage;
        this.set({ state: 'running' }, running);
        this.set({ state: 'waiting' }, waiting);
      },
    });
  }
}
