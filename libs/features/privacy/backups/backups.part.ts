import './backups.migration';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import { VaultConfig } from '@platform/vault/vault.config';
import type { FeaturePart } from '@platform/process/feature-part';
import { BackupsConfig } from './backups.config';
import { BACKUPS_USER_DATA } from './backups.user-data';
import { BackupCreator } from './create/backup-creator';
import { BackupSources } from './create/backup-sources';
import { BackupAlerts } from './schedule/backup-alerts';
import { BackupMetrics } from './schedule/backup-metrics';
import { BackupRetention } from './schedule/backup-retention';
import { BackupRunEntity } from './schedule/backup-run.entity';
import { BackupRunRepository } from './schedule/backup-run.repository';
import { RecordedBackup } from './schedule/recorded-backup';
import { ScheduledBackup } from './schedule/scheduled-backup';
import { BackupStore } from './store/backup-store';
import { FolderBackupStore } from './store/folder-backup-store';

/** Backups of the data and the keys, and their restore. */
export const BACKUPS_PART: FeaturePart = {
  entities: [BackupRunEntity],
  controllers: [],
  providers: [
    BackupAlerts,
    BackupCreator,
    BackupMetrics,
    BackupRetention,
    BackupRunRepository,
    BackupsConfig,
    BACKUPS_USER_DATA,
    BackupSources,
    PersistenceConfig,
    RecordedBackup,
    ScheduledBackup,
    VaultConfig,
    { provide: BackupStore, useClass: FolderBackupStore },
  ],
};
