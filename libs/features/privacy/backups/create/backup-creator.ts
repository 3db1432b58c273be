import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FileStore } from '@platform/files/file-store';
import { DocumentSigner } from '@platform/signed-documents/document-signer';
import { fileColumnsOf } from '@platform/user-data/table-declaration';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { VERSION } from '@platform/version';
import { FORMAT, type ArchiveKind } from '../archive/archive-header';
import { writeArchive, type Chunk } from '../archive/archive-writer';
import { parsePublicKey } from '../archive/recipient-key.rule';
import { BackupsConfig } from '../backups.config';
import { masterKeyIds } from '../database/master-key-ids';
import { Snapshot } from '../database/snapshot';
import { newBackupName } from '../store/archive-name.rule';
import { BackupStore } from '../store/backup-store';
import { ArchiveContent } from './archive-content';
import { BackupSources } from './backup-sources';

export interface CreatedBackup {
  readonly backup: string;
  readonly dataBytes: number;
  readonly keysBytes: number;
  readonly rows: number;
  readonly missingFiles: number;
}

interface ArchiveIdentity {
  readonly backup: string;
  readonly kind: ArchiveKind;
  readonly masterKeys?: readonly string[];
}

/** There is no public key to encrypt backups with. */
export class NoRecipient extends Error {
  constructor() {
    super('BACKUP_RECIPIENT is not set. Create a key with `userkeep backup key`.');
    this.name = 'NoRecipient';
  }
}

/** Makes a backup while the product runs: an archive of the data and an archive of the keys. */
@Injectable()
export class BackupCreator {
  constructor(
    private readonly config: BackupsConfig,
    private readonly sources: BackupSources,
    private readonly store: BackupStore,
    private readonly files: FileStore,
    private readonly registry: UserDataRegistry,
    private readonly signer: DocumentSigner,
  ) {}

  async create(onProgress: (rows: number, bytes: number) => void = () => undefined): Promise<CreatedBackup> {
    const recipients = this.config.recipients.flatMap((text) => parsePublicKey(text) ?? []);
    if (recipients.length === 0) throw new NoRecipient();
    const main = await Snapshot.open(this.sources.databaseOf('main'));
    try {
      const backup = newBackupName(main.takenAt);
      const progress = new Progress(onProgress);
      const columns = this.registry
        .tablesIn('main')
        .flatMap((table) => fileColumnsOf(table).map((column) => ({ table: table.name, column })));
      // A user's key is created before the user, so a later snapshot of the keys has the keys of all users.
      const keysBytes = await this.writeKeys(backup, recipients, progress);
      const content = new ArchiveContent(main, 'main', { store: this.files, columns });
      const dataBytes = await this.writeData(backup, main, content, recipients, progress);
      return { backup, dataBytes, keysBytes, rows: progress.rows, missingFiles: content.missing.count };
    } finally {
      main.close();
    }
  }

  /** Without its data, the archive of the keys would be of no use. */
  private async writeData(
    backup: string,
    snapshot: Snapshot,
    content: ArchiveContent,
    recipients: readonly KeyObject[],
    progress: Progress,
  ): Promise<number> {
    try {
      return await this.write({ backup, kind: 'data' }, snapshot, content, recipients, progress);
    } catch (error) {
      await this.store.remove({ backup, kind: 'keys' });
      throw error;
    }
  }

  private async writeKeys(backup: string, recipients: readonly KeyObject[], progress: Progress): Promise<number> {
    const keys = await Snapshot.open(this.sources.databaseOf('keys'));
    try {
      const masterKeys = await masterKeyIds(keys.connection);
      const content = new ArchiveContent(keys, 'keys');
      return await this.write({ backup, kind: 'keys', masterKeys }, keys, content, recipients, progress);
    } finally {
      keys.close();
    }
  }

  private async write(
    { backup, kind, masterKeys }: ArchiveIdentity,
    snapshot: Snapshot,
    content: ArchiveContent,
    recipients: readonly KeyObject[],
    progress: Progress,
  ): Promise<number> {
    const { serverKind, serverVersion } = snapshot.connection;
    const archive = writeArchive({
      header: {
        format: FORMAT,
        kind,
        backup,
        createdAt: snapshot.takenAt.toISOString(),
        product: VERSION,
        server: { kind: serverKind, version: serverVersion },
        compression: 'gzip',
        migrations: snapshot.migrations,
        ...(masterKeys && { masterKeys }),
        sections: content.sections,
      },
      recipients,
      chunks: progress.watch(content.chunks()),
      missingFiles: () => content.missing.count,
      sign: (document) => this.signer.sign('backup', document),
    });
    return this.store.put({ backup, kind }, archive);
  }
}

class Progress {
  rows = 0;
  private bytes = 0;

  constructor(private readonly report: (rows: number, bytes: number) => void) {}

  async *watch(chunks: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
    for await (const chunk of chunks) {
      if (chunk.section.includes('.')) this.rows += chunk.items;
      this.bytes += chunk.content.length;
      this.report(this.rows, this.bytes);
      yield chunk;
    }
  }
}
