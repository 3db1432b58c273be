import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { idToBytes, type UserId } from '@platform/ids/ids';
import { Table } from '@platform/persistence/table';
import { __Name__EntryEntity } from './__name__.entity';
import type { __Name__EntryId } from './entry-id';

export type __Name__Entry = Readonly<__Name__EntryEntity>;
type EntryChange = Partial<Pick<__Name__Entry, 'titleSealed' | 'detailsSealed' | 'attachmentFile'>>;

@Injectable()
export class __Name__Repository {
  private readonly entries: Table<__Name__EntryEntity>;

  constructor(private readonly database: Database) {
    this.entries = new Table(database, __Name__EntryEntity, { changesWith: ['version'] });
  }

  insert(entry: __Name__Entry): Promise<void> {
    return this.entries.insert(entry);
  }

  byId(id: __Name__EntryId): Promise<__Name__Entry | undefined> {
    return this.entries.read({ id });
  }

  /** For a change in the same transaction. If the entry is changed concurrently, the transaction is run again. */
  lock(id: __Name__EntryId): Promise<__Name__Entry | undefined> {
    return this.entries.lock({ id });
  }

  list(userId: UserId, before: string | undefined, limit: number): Promise<__Name__Entry[]> {
    return this.entries.newest('user_id = ?', [idToBytes(userId)], before, limit);
  }

  withAttachment(userId: UserId): Promise<__Name__Entry[]> {
    return this.entries.select('WHERE user_id = ? AND attachment_file IS NOT NULL', [idToBytes(userId)]);
  }

  async countOf(userId: UserId): Promise<number> {
    const sql = 'SELECT COUNT(*) AS count FROM __snake___entry WHERE user_id = ?';
    return Number((await this.database.row<{ count: number }>(sql, [idToBytes(userId)]))?.count ?? 0);
  }

  /** Returns the entry as it is after the change. */
  async update(entry: __Name__Entry, change: EntryChange): Promise<__Name__Entry> {
    const changed = { ...change, version: entry.version + 1, updatedAt: new Date() };
    await this.entries.update({ id: entry.id }, changed);
    return { ...entry, ...changed };
  }

  delete(id: __Name__EntryId): Promise<void> {
    return this.entries.remove({ id });
  }
}
