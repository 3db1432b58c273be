import { Injectable } from '@nestjs/common';
import { ARCHIVE_KINDS } from '../archive/archive-header';
import { BackupsConfig } from '../backups.config';
import { BackupStore } from '../store/backup-store';
import { BackupRunRepository } from './backup-run.repository';
import { expiredArchives } from './expired-archives.rule';

/** Deletes expired archives. Keys expire earlier: until then, the data of erased users can be read from old backups. */
@Injectable()
export class BackupRetention {
  constructor(
    private readonly config: BackupsConfig,
    private readonly store: BackupStore,
    private readonly runs: BackupRunRepository,
  ) {}

  async apply(): Promise<void> {
    const now = await this.runs.now();
    const days = { data: this.config.keepDays, keys: this.config.keysKeepDays };
    for (const kind of ARCHIVE_KINDS) {
      const archives = await this.store.list(kind);
      for (const archive of expiredArchives(archives, days[kind], now)) await this.store.remove(archive);
    }
  }
}
