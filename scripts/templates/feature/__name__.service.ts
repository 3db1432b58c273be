import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/events/events';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import { newId } from '@platform/persistence/ids';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import type { Add__Name__EntryDto, __Name__EntryDto, __Name__EntryListDto } from './__name__.dto';
import { __Name__Problems } from './__name__.errors';
import { __Name__EntryAdded, __Name__EntryRemoved } from './__name__.events';
import { __Name__Repository, type __Name__Entry } from './__name__.repository';

/** Keeps a list from growing without end; calls at the same moment may pass it by a few. */
const MOST_ENTRIES = 1000;
export const TEXT_PLACE = { table: '__name___entry', column: 'text_sealed' };

@Injectable()
export class __Name__Service {
  constructor(
    private readonly entries: __Name__Repository,
    private readonly vault: Vault,
    private readonly cursors: Cursors,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async add(userId: string, { text }: Add__Name__EntryDto): Promise<__Name__EntryDto> {
    const box = await this.vault.boxOf(userId);
    return this.transactions.run(async () => {
      if ((await this.entries.countOf(userId)) >= MOST_ENTRIES) throw __Name__Problems.full();
      const entry = { id: newId(), userId, textSealed: box.seal(TEXT_PLACE, text), createdAt: new Date() };
      await this.entries.add(entry);
      await this.events.publish(__Name__EntryAdded.of({ subject: userId, facts: { entryId: entry.id } }));
      return shown(entry, text);
    });
  }

  async list(userId: string, { limit = 20, cursor }: PageQuery): Promise<__Name__EntryListDto> {
    const [before] = this.cursors.read('__name__', { userId }, cursor) ?? [];
    const found = await this.entries.find(userId, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('__name__', { userId }, found, limit, ({ id }) => [id]);
    const box = await this.vault.boxOf(userId);
    return { items: rows.map((entry) => shown(entry, box.open(TEXT_PLACE, entry.textSealed) ?? '')), nextCursor };
  }

  async remove(userId: string, id: string): Promise<void> {
    await this.transactions.run(async () => {
      if (!(await this.entries.remove(userId, id))) throw RequestProblems.not_found();
      await this.events.publish(__Name__EntryRemoved.of({ subject: userId, facts: { entryId: id } }));
    });
  }
}

function shown({ id, createdAt }: __Name__Entry, text: string): __Name__EntryDto {
  return { id, text, createdAt: createdAt.toISOString() };
}
