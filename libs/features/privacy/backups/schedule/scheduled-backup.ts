import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { errorText } from '@platform/jobs/error-text.rule';
import { Jobs } from '@platform/jobs/jobs';
import { BackupsConfig } from '../backups.config';
import { BackupAlerts } from './backup-alerts';
import { BackupRunRepository } from './backup-run.repository';
import { RecordedBackup } from './recorded-backup';

const CHECK_SECONDS = 60;
const RETRY_HOURS = 1;

/** Makes backups in the worker. A separate job reports overdue backups, even while a backup hangs. */
@Injectable()
export class ScheduledBackup implements OnModuleInit {
  private readonly logger = new Logger('Backups');

  constructor(
    private readonly config: BackupsConfig,
    private readonly jobs: Jobs,
    private readonly backups: RecordedBackup,
    private readonly runs: BackupRunRepository,
    private readonly alerts: BackupAlerts,
  ) {}

  onModuleInit(): void {
    if (this.config.everyHours === 0) return;
    this.jobs.every({ name: 'privacy.backup', seconds: CHECK_SECONDS, run: () => this.runIfDue() });
    this.jobs.every({ name: 'privacy.report-overdue-backup', seconds: CHECK_SECONDS, run: () => this.reportOverdue() });
  }

  /** Returns whether a backup was tried. A failure is reported and tried again after an hour. */
  async runIfDue(): Promise<boolean> {
    const { everyHours } = this.config;
    if (!(await this.runs.isDue(everyHours, Math.min(everyHours, RETRY_HOURS)))) return false;
    const startedAt = await this.runs.now();
    try {
      const { backup, missingFiles } = await this.backups.create();
      this.logger.log(`The backup ${backup} was created.`);
      if (missingFiles > 0)
        this.logger.warn(`Files that were deleted during the backup and are not part of it: ${missingFiles}.`);
    } catch (error) {
      const reason = errorText(error);
      this.logger.error(`The backup failed: ${reason}`);
      await this.alerts.failed(startedAt, reason);
    }
    return true;
  }

  async reportOverdue(): Promise<void> {
    const since = await this.runs.reportOverdue(2 * this.config.everyHours);
    if (since) await this.alerts.overdue(since);
  }
}
