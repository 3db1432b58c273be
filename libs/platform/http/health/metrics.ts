import { Injectable, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry, type Metric } from 'prom-client';
import { Jobs } from '@platform/jobs/jobs';
import type { RequestLine } from '@platform/logging/request-lines';
import { Database } from '@platform/persistence/database';
import { KeysDatabase } from '@platform/vault/keys-database/keys-database';
import { AnswerTimes } from './answer-times';

/** The Prometheus metrics of this process. */
@Injectable()
export class Metrics implements OnModuleInit {
  readonly registry = new Registry();
  private readonly answerTimes = new AnswerTimes();
  /** Called for every response, so they must be fast. */
  readonly answerListeners: ((answered: RequestLine) => void)[] = [(answered) => this.answerTimes.count(answered)];

  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly keysDatabase: KeysDatabase,
  ) {}

  onModuleInit(): void {
    // The type of the library accepts only its own classes, but it calls only `get`.
    this.registry.registerMetric(this.answerTimes as unknown as Metric);
    collectDefaultMetrics({ register: this.registry });
    this.watchJobs();
    this.watchConnections();
  }

  private watchJobs(): void {
    const { jobs } = this;
    // Both gauges share one database query.
    let backlog: ReturnType<Jobs['backlog']>;
    new Gauge({
      name: 'userkeep_jobs',
      help: 'Jobs by state.',
      labelNames: ['state'] as const,
      registers: [this.registry],
      async collect() {
        backlog = jobs.backlog();
        const { ready, running, dead } = await backlog;
        this.set({ state: 'ready' }, ready);
        this.set({ state: 'running' }, running);
        this.set({ state: 'dead' }, dead);
      },
    });
    new Gauge({
      name: 'userkeep_jobs_oldest_seconds',
      help: 'Seconds since the oldest waiting job became due.',
      registers: [this.registry],
      async collect() {
        this.set((await backlog).oldestSeconds);
      },
    });
  }

  private watchConnections(): void {
    const databases = { main: this.database, keys: this.keysDatabase };
    new Gauge({
      name: 'userkeep_database_connections',
      help: 'Database connections of this process by state, and requests that wait for one.',
      labelNames: ['database', 'state'] as const,
      registers: [this.registry],
      collect() {
        for (const [name, { pool }] of Object.entries(databases)) {
          const { inUse, idle, waiting } = pool.usage;
          this.set({ database: name, state: 'in_use' }, inUse);
          this.set({ database: name, state: 'idle' }, idle);
          this.set({ database: name, state: 'waiting' }, waiting);
        }
      },
    });
  }
}
