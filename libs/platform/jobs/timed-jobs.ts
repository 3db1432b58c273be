import { Injectable, Logger } from '@nestjs/common';
import { systemWork, withWork } from '@platform/context/work-context';
import { Database, placeholders } from '@platform/persistence/database';
import { newId } from '@platform/ids/ids';
import { endLease, extendLease, takeLease, type Lease, HOLDS_LEASE, leaseValues } from '@platform/persistence/leases';
import { errorText } from './error-text.rule';
import type { TimedDefinition } from './job-definition';
import { Jobs } from './jobs';
import { JobsConfig } from './jobs.config';
import './jobs.tables';

const RETRY_SECONDS = 60;
const logger = new Logger('TimedJobs');

/**
 * Recurring jobs. The time of the next run is stored in a row, so a restart does not change it. A lease ensures that
 * only one node runs the job. Both are needed: with a lease alone, a second node would run it again after the first.
 */
@Injectable()
export class TimedJobs {
  private readonly holder = newId();
  private isInserted = false;

  constructor(
    private readonly jobs: Jobs,
    private readonly database: Database,
    private readonly config: JobsConfig,
  ) {}

  /** The due jobs, by the database's clock. */
  async due(): Promise<TimedDefinition[]> {
    const names = [...this.jobs.timed.keys()];
    if (names.length === 0) return [];
    await this.insertMissing(names);
    const { marks, padded } = placeholders(names);
    const rows = await this.database.rows<{ name: string }>(
      `SELECT name FROM platform_timed_job WHERE name IN (${marks}) AND next_run_at <= UTC_TIMESTAMP(3)`,
      padded,
    );
    return rows.flatMap(({ name }) => this.jobs.timed.get(name) ?? []);
  }

  /** Runs the job unless another node is running it or has just run it. */
  async run(definition: TimedDefinition): Promise<void> {
    const seconds = this.config.leaseSeconds;
    const lease = await takeLease(this.database, `timed:${definition.name}`, this.holder, seconds);
    if (!lease) return;
    const renewal = setInterval(
      () => void extendLease(this.database, lease, seconds).catch(() => undefined),
      (seconds * 1000) / 3,
    );
    try {
      const startedAt = await this.startIfDue(definition);
      if (startedAt) await this.runAndRecord(definition, lease, startedAt);
    } finally {
      clearInterval(renewal);
      await endLease(this.database, lease);
    }
  }

  private async runAndRecord(definition: TimedDefinition, lease: Lease, startedAt: Date): Promise<void> {
    let failure: string | null = null;
    try {
      const { fence } = lease;
      await withWork(systemWork(definition.name, newId()), () => definition.run({ fence }));
    } catch (error) {
      failure = errorText(error);
      logger.error(`${definition.name} failed: ${failure}`);
    }
    // A failed job is retried earlier than its interval, but not at once.
    const wait = failure === null ? definition.seconds : Math.min(definition.seconds, RETRY_SECONDS);
    await this.database.write(
      `UPDATE platform_timed_job SET last_run_at = ?, next_run_at = CAST(? AS DATETIME(3)) + INTERVAL ? SECOND, last_error = ?
       WHERE name = ? AND ${HOLDS_LEASE}`,
      [startedAt, startedAt, wait, failure, definition.name, ...leaseValues(lease)],
    );
  }

  /** Checks again under the lease, because another node may have run the job since `due`. */
  private async startIfDue({ name }: TimedDefinition): Promise<Date | undefined> {
    const row = await this.database.row<{ now: Date }>(
      'SELECT UTC_TIMESTAMP(3) AS now FROM platform_timed_job WHERE name = ? AND next_run_at <= UTC_TIMESTAMP(3)',
      [name],
    );
    return row?.now;
  }

  private async insertMissing(names: readonly string[]): Promise<void> {
    if (this.isInserted) return;
    await this.database.write(
      `INSERT INTO platform_timed_job (name, next_run_at) VALUES ${names.map(() => '(?, UTC_TIMESTAMP(3))').join(', ')}
       ON DUPLICATE KEY UPDATE name = VALUES(name)`,
      names,
    );
    this.isInserted = true;
  }
}
