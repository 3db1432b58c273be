import type { FileStore } from '@platform/files/file-store';
import type { MasterKeys } from '@platform/vault/master-keys/master-keys';
import type { DatabaseName } from '@platform/user-data/table-declaration';
import type { BackupDatabase } from '../database/backup-connection';
import { readVerified, type VerifiedArchive } from '../verify/verify-archive';
import { ErasureLedgerMerge } from './erasure-ledger-merge';
import { checkArchives, refuseMissingMasterKeys } from './restore-checks';
import { RestoredFiles } from './restore-files';
import type { RestoreOutcome, RestoreRequest } from './restore-request';
import { RestoredTables } from './restore-tables';
import { TargetSchema } from './target-schema';

/** Restores a backup into two schemas and the file store. The product must not run. */
export class BackupRestore {
  constructor(
    private readonly databaseOf: (name: DatabaseName) => BackupDatabase,
    private readonly files: FileStore,
    private readonly masterKeys: () => Promise<MasterKeys>,
  ) {}

  async run(request: RestoreRequest): Promise<RestoreOutcome> {
    request.onStep?.('Verifying the archives');
    const { data, keys: keysArchive, ledger } = await checkArchives(request);
    const main = await TargetSchema.open(this.databaseOf('main'));
    const keys = await TargetSchema.open(this.databaseOf('keys'));
    try {
      await this.refuse(request, data.header.server.kind, main, keys);
      refuseMissingMasterKeys(keysArchive?.header.masterKeys ?? (await keys.masterKeyIds()), await this.masterKeys());
      await main.begin();
      if (keysArchive) await this.restoreKeys(request, keysArchive, keys);
      if (ledger) await new ErasureLedgerMerge(keys).addFrom(ledger, request.privateKey);
      request.onStep?.('Restoring the data');
      await main.dropTables();
      const restored = await this.load(request, data, main);
      await keys.complete();
      await main.complete();
      return { backup: data.header.backup, ...restored };
    } finally {
      main.close();
      keys.close();
    }
  }

  private async refuse(request: RestoreRequest, server: string, main: TargetSchema, keys: TargetSchema): Promise<void> {
    main.refuseServer(server);
    await main.refuseUnlessReplaceable(request.force);
    if (request.keys === 'current') await keys.refuseEmpty();
    else await keys.refuseUnlessReplaceable(request.force);
  }

  private async restoreKeys(request: RestoreRequest, archive: VerifiedArchive, keys: TargetSchema): Promise<void> {
    request.onStep?.('Restoring the keys');
    await keys.begin();
    const ledger = new ErasureLedgerMerge(keys);
    await keys.dropTables(await ledger.setAside());
    await this.load(request, archive, keys);
    await ledger.bringBack();
  }

  private async load({ privateKey, onRows }: RestoreRequest, archive: VerifiedArchive, target: TargetSchema) {
    const loader = await target.loader();
    const tables = new RestoredTables(target, loader, archive.end.summary);
    const files = new RestoredFiles(this.files);
    try {
      for await (const part of readVerified(archive, privateKey)) {
        if (part.kind === 'schema') await tables.create(part.tables);
        else if (part.kind === 'files') await files.add(part.content);
        else {
          await tables.add(part.table, part.content, part.items);
          onRows?.(tables.rows);
        }
      }
      await tables.settled();
      await files.settled();
      return { rows: tables.rows, files: files.count };
    } finally {
      loader.close();
    }
  }
}
