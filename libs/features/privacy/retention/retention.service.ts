import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Metrics } from '@platform/http/health/metrics';
import { Jobs } from '@platform/jobs/jobs';
import { inBatches } from '@platform/persistence/in-batches';
import { retentionText } from '@platform/user-data/retention-declaration';
import { RetentionRepository } from './retention.repository';
import { RetentionRules, type RetentionRule } from './retention-rules';

const SECONDS = 600;

/** What the retention of a table has deleted, and what it will delete next. */
export interface RetentionReport {
  readonly provider: string;
  readonly table: string;
  readonly kept: string;
  readonly days: number;
  readonly isAdjustable: boolean;
  readonly due: number;
  readonly oldest: string | null;
  readonly lastRunAt: string | null;
  readonly lastDeleted: number;
  readonly totalDeleted: number;
}

export interface Deletion {
  readonly table: string;
  readonly kept: string;
  readonly deleted: number;
}

/** Deletes the rows whose retention has ended. */
@Injectable()
export class RetentionService implements OnModuleInit {
  private readonly deletedRows: Counter<'table'>;

  constructor(
    private readonly rules: RetentionRules,
    private readonly repository: RetentionRepository,
    private readonly jobs: Jobs,
    { registry }: Metrics,
  ) {
    this.deletedRows = new Counter({
      name: 'userkeep_retention_deleted_rows_total',
      help: 'Rows that were deleted because their retention has ended, by table.',
      labelNames: ['table'],
      registers: [registry],
    });
  }

  onModuleInit(): void {
    this.jobs.every({
      name: 'privacy.retention',
      seconds: SECONDS,
      run: async () => {
        await this.run();
      },
    });
  }

  /** An error in one table does not prevent deletion in the others. */
  async run(): Promise<Deletion[]> {
    const deletions: Deletion[] = [];
    const failures = new Map<string, unknown>();
    for (const rule of this.rules.all()) {
      try {
        deletions.push({ table: rule.table, kept: keptText(rule), deleted: await this.apply(rule) });
      } catch (error) {
        failures.set(rule.table, error);
      }
    }
    if (failures.size > 0)
      throw new AggregateError(failures.values(), `The retention of ${[...failures.keys()].join(', ')} failed.`);
    return deletions;
  }

  async report(): Promise<RetentionReport[]> {
    const runs = await this.repository.lastRuns();
    const reports: RetentionReport[] = [];
    for (const rule of this.rules.all()) {
      const { provider, table, days, retention } = rule;
      const { due, oldest } = await this.repository.due(rule);
      const run = runs.get(table);
      reports.push({
        provider,
        table,
        kept: keptText(rule),
        days,
        isAdjustable: retention.isAdjustable === true,
        due,
        oldest: oldest?.toISOString() ?? null,
        lastRunAt: run?.ranAt.toISOString() ?? null,
        lastDeleted: run?.deleted ?? 0,
        totalDeleted: run?.total ?? 0,
      });
    }
    return reports;
  }

  private async apply(rule: RetentionRule): Promise<number> {
    const total = await inBatches((limit) => this.repository.deleteSome(rule, limit));
    await this.repository.record(rule.table, total);
    if (total > 0) this.deletedRows.inc({ table: rule.table }, total);
    return total;
  }
}

function keptText({ retention, days }: RetentionRule): string {
  return retentionText(retention, days);
}
