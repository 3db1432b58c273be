import { Injectable, type OnModuleInit } from '@nestjs/common';
import { collectDefaultMetrics, Gauge, Registry, type Metric } from 'prom-client';
import { ConsumerOverview, type ConsumerState } from '@platform/event-log/consumers/consumer-overview';
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
    private readonly consumers: ConsumerOverview,
    private readonly database: Database,
    private readonly keysDatabase: KeysDatabase,
  ) {}

  onModuleInit(): void {
    // The type of the library accepts only its own classes, but it calls only `get`.
    this.registry.registerMetric(this.answerTimes as unknown as Metric);
    collectDefaultMetrics({ register: this.registry });
    this.watchJobs();
    this.watchEvents();
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

  private watchEvents(): void {
    const { consumers } = this;
    const gauge = (name: string, help: string, valueOf: (state: ConsumerState) => number) =>
      new Gauge({
        name: `userkeep_event_consumer_${name}`,
        help,
        labelNames: ['consumer'] as const,
        registers: [this.registry],
        async collect() {
          for (const state of await states) this.set({ consumer: state.name }, valueOf(state));
        },
      });
    // All gauges of consumers share one reading.
    let states: Promise<ConsumerState[]> = Promise.resolve([]);
    new Gauge({
      name: 'userkeep_events_position',
      help: 'The position of the newest event.',
      registers: [this.registry],
      async collect() {
        states = consumers.all();
        this.set((await consumers.log()).position);
      },
    });
    new Gauge({
      name: 'userkeep_events_unsequenced',
      help: 'Events without a position.',
      registers: [this.registry],
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
