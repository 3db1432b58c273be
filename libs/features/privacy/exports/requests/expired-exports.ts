import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Events } from '@platform/event-log/events';
import { Jobs } from '@platform/jobs/jobs';
import { Transactions } from '@platform/persistence/transactions';
import { ExportFiles } from '../store/export-files';
import { ExportRepository, type StoredExport } from '../store/export.repository';
import { ExportExpired } from '../exports.events';

const BATCH = 100;

/** Deletes the files of exports after their time. */
@Injectable()
export class ExpiredExports implements OnModuleInit {
  constructor(
    private readonly exports: ExportRepository,
    private readonly files: ExportFiles,
    private readonly jobs: Jobs,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'privacy.expire-exports', seconds: 300, run: () => this.run() });
  }

  async run(): Promise<void> {
    for (let batch = await this.exports.expired(BATCH); batch.length > 0; batch = await this.exports.expired(BATCH))
      for (const expired of batch) await this.expire(expired);
  }

  private async expire({ id, userId, file }: StoredExport): Promise<void> {
    if (file) await this.files.remove(file);
    await this.transactions.run(async () => {
      if (!(await this.exports.expire(id))) return;
      await this.events.publish(ExportExpired.of({ subject: userId, facts: { exportId: id } }));
    });
  }
}
