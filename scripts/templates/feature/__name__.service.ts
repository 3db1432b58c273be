import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import type { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { AttachmentCleaner } from './attachment-cleaner';
import { changesBetween, patched } from './entry-texts.rule';
import { openTexts, sealTexts, shownEntry } from './entry-view';
import { __Name__Config } from './__name__.config';
import type {
  Change__Name__EntryDto,
  Create__Name__EntryDto,
  __Name__EntryDto,
  __Name__EntryListDto,
} from './__name__.dto';
import { __Name__Problems } from './__name__.errors';
import { __Name__EntryChanged, __Name__EntryCreated, __Name__EntryDeleted } from './__name__.events';
import { __Name__Repository } from './__name__.repository';
import type { __Name__EntryId } from './entry-id';

@Injectable()
export class __Name__Service {
  constructor(
    private readonly entries: __Name__Repository,
    private readonly cleaner: AttachmentCleaner,
    private readonly config: __Name__Config,
    private readonly vault: Vault,
    private readonly cursors: Cursors,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async list(userId: UserId, { limit = 20, cursor }: PageQuery): Promise<__Name__EntryListDto> {
    const [before] = this.cursors.read('__name__', { userId }, cursor) ?? [];
    const found = await this.entries.list(userId, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('__name__', { userId }, found, limit, ({ id }) => [id]);
    const box = await this.vault.boxOf(userId);
    return { items: rows.map((entry) => shownEntry(box, entry).body), nextCursor };
  }

  /** Every user has a key, so an ID without one belongs to no user. */
  async listOfUser(userId: UserId, page: PageQuery): Promise<__Name__EntryListDto> {
    if (!(await this.vault.userKeyCreatedAt(userId))) throw RequestProblems.not_found();
    return this.list(userId, page);
  }

  async read(userId: UserId, id: __Name__EntryId): Promise<Versioned<__Name__EntryDto>> {
    const entry = await this.entries.byId(id);
    if (entry?.userId !== userId) throw RequestProblems.not_found();
    return shownEntry(await this.vault.boxOf(userId), entry);
  }

  /** The count is not locked, so concurrent requests can exceed the limit by a few entries. */
  async create(userId: UserId, { title, details = null }: Create__Name__EntryDto): Promise<__Name__EntryDto> {
    const max = this.config.maxEntries;
    if ((await this.entries.countOf(userId)) >= max) throw __Name__Problems.too_many_entries({ parameters: { max } });
    const box = await this.vault.boxOf(userId);
    const texts = sealTexts(box, { title, details });
    const now = new Date();
    const id = newId<__Name__EntryId>();
    const entry = { id, userId, ...texts, attachmentFile: null, version: 1, createdAt: now, updatedAt: now };
    await this.transactions.run(async () => {
      await this.entries.insert(entry);
      await this.events.publish(__Name__EntryCreated.of({ subject: userId, facts: { entryId: id } }));
    });
    return shownEntry(box, entry).body;
  }

  async change(
    userId: UserId,
    id: __Name__EntryId,
    patch: Change__Name__EntryDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<__Name__EntryDto>> {
    const box = await this.vault.boxOf(userId);
    const changed = await this.transactions.run(async () => {
      const entry = await this.entries.lock(id);
      if (entry?.userId !== userId) throw RequestProblems.not_found();
      expected?.refuseOther(entry.version);
      const before = openTexts(box, entry);
      const after = patched(before, patch);
      const changes = changesBetween(before, after);
      const fields = Object.keys(changes);
      if (fields.length === 0) return entry;
      const facts = { entryId: id, fields };
      await this.events.publish(__Name__EntryChanged.of({ subject: userId, facts, changes }));
      return this.entries.update(entry, sealTexts(box, after));
    });
    return shownEntry(box, changed);
  }

  async delete(userId: UserId, id: __Name__EntryId): Promise<void> {
    await this.transactions.run(async () => {
      const entry = await this.entries.lock(id);
      if (entry?.userId !== userId) throw RequestProblems.not_found();
      await this.entries.delete(id);
      if (entry.attachmentFile) await this.cleaner.afterCommit(id, entry.attachmentFile);
      await this.events.publish(__Name__EntryDeleted.of({ subject: userId, facts: { entryId: id } }));
    });
  }
}
