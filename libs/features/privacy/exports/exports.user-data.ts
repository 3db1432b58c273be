import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { RowsProvider } from '@platform/user-rows/rows-provider';
import { UserRows } from '@platform/user-rows/user-rows';
import type { UserId } from '@platform/ids/ids';
import { ExportFiles } from './store/export-files';
import { ExportEntity } from './store/export.entity';
import { ExportRepository } from './store/export.repository';

/** The file is deleted after EXPORT_DAYS. Until then, the row is needed. */
const HAS_NO_FILE = "state IN ('failed', 'expired')";
const retention: RetentionDeclaration = {
  since: 'created_at',
  days: 90,
  event: 'the request of the export',
  isAdjustable: true,
  where: HAS_NO_FILE,
};
const { technical, personal } = columnsKept(retention);

const TABLES: readonly TableDeclaration[] = [
  {
    name: 'privacy_export',
    holds: 'user-data',
    userColumns: ['user_id', 'pending_of'],
    retention,
    columns: {
      id: technical('ID of the export'),
      user_id: personal('user whose data was exported', 'plain'),
      pending_of: personal('the same user while the export is built, so that there is only one', 'plain'),
      state: personal('state of the export', 'plain'),
      file: technical('encrypted file of the export'),
      key_sealed: personal('key of the file', 'sealed'),
      size: technical('size of the file'),
      sha256: technical('hash of the archive'),
      created_at: personal('time of the request', 'plain'),
      ended_at: technical('time at which the export was built or failed'),
      expires_at: technical('time at which the file is deleted'),
    },
    rows: {
      entity: ExportEntity,
      kind: 'export',
      omit: ['file', 'keySealed', 'pendingOf'],
      import: { never: 'Exports stay in the installation that built them.' },
      reassign: { stays: 'An export contains the data of one account.' },
    },
  },
];

/** The exports that a user requested. Their files are not exported again, but erased. */
@Injectable()
export class ExportsUserData extends RowsProvider {
  constructor(
    registry: UserDataRegistry,
    database: Database,
    rows: UserRows,
    private readonly exports: ExportRepository,
    private readonly files: ExportFiles,
  ) {
    super('privacy.exports', TABLES, database, rows);
    registry.register(this);
  }

  /** Removes the files first, because the rows name them. An attempt that is running notices that its row is gone. */
  override async erase(userId: UserId): Promise<void> {
    for (const file of await this.exports.filesOf(userId)) await this.files.remove(file);
    await super.erase(userId);
  }
}
