import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { RuntimeConfig } from '@platform/config/runtime.config';
import { FolderFileStore } from '@platform/files/folder-file-store';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import { existingMasterKeys } from '@platform/vault/open/open-master-keys';
import { VaultConfig } from '@platform/vault/vault.config';
import type { ArchiveKind } from './archive/archive-header';
import { BackupsConfig } from './backups.config';
import { BackupSources } from './create/backup-sources';
import { BackupRestore } from './restore/backup-restore';
import { fileNameOf, timeOfBackup } from './store/archive-name.rule';
import { FolderBackupStore, openFile } from './store/folder-backup-store';
import type { ArchiveInput } from './verify/archive-input';

/** What the command line needs where no database can be opened yet, for example on an empty server. */
export function backupTools() {
  const runtime = new RuntimeConfig();
  const store = new FolderBackupStore(new BackupsConfig(), runtime);
  const vault = new VaultConfig();
  const sources = new BackupSources(new PersistenceConfig(), vault);
  return {
    store,
    main: sources.databaseOf('main'),
    keys: sources.databaseOf('keys'),
    restore: () =>
      new BackupRestore(
        (name) => sources.databaseOf(name),
        new FolderFileStore(runtime),
        () => existingMasterKeys(vault, runtime),
      ),
    /** `name` is the path of an archive, or the name of a backup in the folders of the settings. */
    async archive(name: string, kind: ArchiveKind): Promise<ArchiveInput> {
      const isFile = await stat(name).then(
        (found) => found.isFile(),
        () => false,
      );
      if (isFile) return { name: basename(name), open: () => openFile(name) };
      const stored = { backup: name, kind };
      return { name: timeOfBackup(name) ? fileNameOf(stored) : name, open: () => store.open(stored) };
    },
  };
}
