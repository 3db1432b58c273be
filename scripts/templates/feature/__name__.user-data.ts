import { Injectable } from '@nestjs/common';
import { FileStore } from '@platform/files/file-store';
import { Database } from '@platform/persistence/database';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import type { UserDataItem } from '@platform/user-data/user-data-item';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { RowsProvider } from '@platform/user-rows/rows-provider';
import { UserRows } from '@platform/user-rows/user-rows';
import type { UserId } from '@platform/ids/ids';
import { AttachmentCleaner } from './attachment-cleaner';
import { __Name__EntryEntity } from './__name__.entity';
import type { __Name__EntryId } from './entry-id';
import { __Name__Repository } from './__name__.repository';

const { technical, personal } = columnsKept('until the user deletes the entry or the account is erased');

const TABLES: readonly TableDeclaration[] = [
  {
    name: '__snake___entry',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      id: technical('ID of the entry'),
      user_id: personal('owner of the entry', 'plain'),
      title_sealed: personal('shown to the user', 'sealed'),
      details_sealed: personal('shown to the user', 'sealed'),
      attachment_file: { ...personal('document that the user attached', 'plain'), file: true },
      version: technical('to detect an outdated copy'),
      created_at: personal('shown to the user', 'plain'),
      updated_at: personal('shown to the user', 'plain'),
    },
    // The attachments are exported as files, so the rows do not contain the IDs of their files.
    rows: {
      entity: __Name__EntryEntity,
      kind: 'entry',
      omit: ['attachmentFile'],
      import: 'allowed',
      reassign: 'moved',
    },
  },
];

/** Entries and their attachments. A feature without files needs only `userDataOf('__name__', TABLES)`. */
@Injectable()
export class __Name__UserData extends RowsProvider {
  constructor(
    registry: UserDataRegistry,
    database: Database,
    rows: UserRows,
    private readonly entries: __Name__Repository,
    private readonly cleaner: AttachmentCleaner,
    private readonly files: FileStore,
  ) {
    super('__name__', TABLES, database, rows);
    registry.register(this);
  }

  override async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    yield* super.export(userId);
    for (const { id, file } of await this.attachmentsOf(userId))
      yield { kind: 'attachment', file: `${id}.pdf`, open: () => this.open(file) };
  }

  /** The jobs are enqueued first: after a crash between the steps, the names of the files would be lost. */
  override async erase(userId: UserId): Promise<void> {
    const attachments = await this.attachmentsOf(userId);
    for (const { id, file } of attachments) await this.cleaner.unlessUsed(id, file);
    await super.erase(userId);
    for (const { file } of attachments) await this.files.remove(file);
  }

  private async attachmentsOf(userId: UserId): Promise<{ id: __Name__EntryId; file: string }[]> {
    const entries = await this.entries.withAttachment(userId);
    return entries.map(({ id, attachmentFile }) => ({ id, file: attachmentFile as string }));
  }

  private async open(file: string): Promise<AsyncIterable<Uint8Array>> {
    const opened = await this.files.open(file);
    if (!opened) throw new Error(`The attachment ${file} was removed while it was exported.`);
    return opened.stream;
  }
}
