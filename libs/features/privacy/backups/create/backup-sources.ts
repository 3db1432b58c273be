import { Injectable } from '@nestjs/common';
import { PersistenceConfig } from '@platform/persistence/persistence.config';
import type { DatabaseName } from '@platform/user-data/table-declaration';
import { VaultConfig } from '@platform/vault/vault.config';
import type { BackupDatabase } from '../database/backup-connection';

/** The two databases, as backups connect to them. */
@Injectable()
export class BackupSources {
  constructor(
    private readonly persistence: PersistenceConfig,
    private readonly vault: VaultConfig,
  ) {}

  databaseOf(name: DatabaseName): BackupDatabase {
    const { databaseUrl, ca } = this.persistence;
    return { url: name === 'main' ? databaseUrl : this.vault.keysUrlBeside(databaseUrl), ca };
  }
}
