import { Injectable } from '@nestjs/common';
import { errorText } from '@platform/jobs/error-text.rule';
import { BackupCreator, type CreatedBackup } from '../create/backup-creator';
import { BackupRetention } from './backup-retention';
import { BackupRunRepository } from './backup-run.repository';

/** Makes a backup, records the result, and then deletes expired archives. */
@Injectable()
export class RecordedBackup {
  constructor(
    private readonly creator: BackupCreator,
    private readonly runs: BackupRunRepository,
    private readonly retention: BackupRetention,
  ) {}

  async create(onProgress?: (rows: number, bytes: number) => void): Promise<CreatedBackup> {
    const run = await this.runs.begin();
    let created: CreatedBackup;
    try {
      created = await this.creator.create(onProgress);
    } catch (error) {
      await this.runs.fail(run, errorText(error));
      throw error;
    }
    await this.runs.succeed(run, created);
    await this.retention.apply();
    return created;
  }
}
