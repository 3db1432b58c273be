import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { FileStore } from '@platform/files/file-store';
import type { Download } from '@platform/http/downloads/downloads';
import type { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import type { Upload } from '@platform/http/uploads/upload';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { AttachmentCleaner } from './attachment-cleaner';
import { shownEntry } from './entry-view';
import type { __Name__EntryDto } from './__name__.dto';
import { __Name__EntryChanged } from './__name__.events';
import { __Name__Repository, type __Name__Entry } from './__name__.repository';
import type { __Name__EntryId } from './entry-id';

export const ATTACHMENT_TYPE = 'application/pdf';

/** The PDF document of an entry. */
@Injectable()
export class AttachmentsService {
  constructor(
    private readonly entries: __Name__Repository,
    private readonly cleaner: AttachmentCleaner,
    private readonly files: FileStore,
    private readonly vault: Vault,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async set(
    userId: UserId,
    id: __Name__EntryId,
    upload: Upload,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<__Name__EntryDto>> {
    await this.require(userId, id);
    const file = newId();
    await this.cleaner.unlessUsed(id, file);
    await this.files.put(file, upload.stream);
    const changed = await this.transactions.run(() => this.attach(userId, id, file, expected));
    return shownEntry(await this.vault.boxOf(userId), changed);
  }

  async download(userId: UserId, id: __Name__EntryId): Promise<Download> {
    const { attachmentFile } = await this.require(userId, id);
    if (!attachmentFile) throw RequestProblems.not_found();
    const headers = { 'cache-control': 'private, no-cache' };
    return { file: attachmentFile, type: ATTACHMENT_TYPE, disposition: 'attachment', name: `${id}.pdf`, headers };
  }

  private async attach(
    userId: UserId,
    id: __Name__EntryId,
    file: string,
    expected: ExpectedVersion | undefined,
  ): Promise<__Name__Entry> {
    const entry = await this.entries.lock(id);
    if (entry?.userId !== userId) throw RequestProblems.not_found();
    expected?.refuseOther(entry.version);
    const { attachmentFile: former } = entry;
    if (former) await this.cleaner.afterCommit(id, former);
    const facts = { entryId: id, fields: ['attachment'] };
    const changes = { attachment: { before: former, after: file } };
    await this.events.publish(__Name__EntryChanged.of({ subject: userId, facts, changes }));
    return this.entries.update(entry, { attachmentFile: file });
  }

  private async require(userId: UserId, id: __Name__EntryId): Promise<__Name__Entry> {
    const entry = await this.entries.byId(id);
    if (entry?.userId !== userId) throw RequestProblems.not_found();
    return entry;
  }
}
