import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { Jobs } from '@platform/jobs/jobs';
import { FileStore } from './file-store';

const HOUR_MS = 3_600_000;
/** Much longer than any pause of a put, and than clocks of nodes differ. */
const ABANDONED_MS = 24 * HOUR_MS;

/** A process that is killed while it stores a file leaves the unfinished one behind. */
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
