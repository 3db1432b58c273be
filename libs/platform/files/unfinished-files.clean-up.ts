import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { FileStore } from './file-store';

const HOUR_MS = 3_600_000;
/** Much longer than any pause of a put and any clock difference between nodes. */
const ABANDONED_MS = 24 * HOUR_MS;

/** Removes the unfinished files of processes that were killed while they stored a file. */
@Injectable()
export class UnfinishedFilesCleanUp implements OnModuleInit {
  private readonly logger = new Logger('Files');

  constructor(
    private readonly files: FileStore,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    this.jobs.every({ name: 'files.remove-unfinished', seconds: HOUR_MS / 1000, run: () => this.run() });
  }

  async run(): Promise<void> {
    const removed = await this.files.removeUnfinished(new Date(Date.now() - ABANDONED_MS));
    if (removed > 0) this.logger.log(`Removed ${removed} unfinished files.`);
  }
}
