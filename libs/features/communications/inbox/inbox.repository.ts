import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { NOW } from '@platform/persistence/entity-table';
import { retryIfDuplicate } from '@platform/persistence/failures';
import { Table } from '@platform/persistence/table';
import type { UserId } from '@platform/ids/ids';
import { InboxEntity } from './inbox.entity';

export type Inbox = Readonly<InboxEntity>;

@Injectable()
export class InboxRepository {
  private readonly inboxes: Table<InboxEntity>;

  constructor(database: Database) {
    this.inboxes = new Table(database, InboxEntity, { changesWith: ['version'] });
  }

  async unreadOf(userId: UserId): Promise<number> {
    return (await this.inboxes.read({ userId }))?.unread ?? 0;
  }

  /** Locks the inbox until the transaction ends; undefined if the user has never had a notification. */
  lock(userId: UserId): Promise<Inbox | undefined> {
    return this.inboxes.lock({ userId });
  }

  /** Must follow `lock` in the same transaction, even if the number is the same. */
  async write(userId: UserId, locked: Inbox | undefined, unread: number): Promise<void> {
    const row = { unread, version: (locked?.version ?? 0) + 1, changedAt: NOW };
    if (locked) await this.inboxes.update({ userId }, row);
    else await this.inboxes.insert({ userId, ...row }, retryIfDuplicate);
  }
}
