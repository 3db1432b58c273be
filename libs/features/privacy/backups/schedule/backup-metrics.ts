import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '@platform/http/health/metrics';
import { BackupRunRepository, type BackupHistory } from './backup-run.repository';

/** The values are read from the database, so every process reports the same. */
@Injectable()
export class BackupMetrics implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly runs: BackupRunRepository,
  ) {}

  onModuleInit(): void {
    const { runs } = this;
    // The gauges share one query, which the first one sends.
    let history: Promise<BackupHistory>;
    const registers = [this.metrics.registry];
    new Gauge({
      name: 'userkeep_backup_last_success_age_seconds',
      help: 'Seconds since the last successful backup was started; NaN if there is none.',
      registers,
      async collect() {
        history = runs.history();
        this.set((await history).lastSuccessAge ?? NaN);
      },
    });
    new Gauge({
      name: 'userkeep_backup_failures',
      help: 'Backups that failed since the last successful one.',
      registers,
      async collect() {
        this.set((await history).failures);
      },
    });
    new Gauge({
      name: 'userkeep_backup_last_duration_seconds',
      help: 'Duration of the last successful backup.',
      registers,
      async collect() {
        this.set((await history).lastSeconds ?? 0);
      },
    });
    new Gauge({
      name: 'userkeep_backup_last_bytes',
      help: 'Size of the archives of the last successful backup.',
      labelNames: ['kind'] as const,
      registers,
      async collect() {
        const { lastDataBytes, lastKeysBytes } = await history;
        this.set({ kind: 'data' }, lastDataBytes ?? 0);
        this.set({ kind: 'keys' }, lastKeysBytes ?? 0);
      },
    });
  }
}
