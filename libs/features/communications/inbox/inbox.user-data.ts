import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import type { UserId } from '@platform/ids/ids';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { RetentionDeclaration } from '@platform/user-data/retention-declaration';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { RowsProvider } from '@platform/user-rows/rows-provider';
import { UserRows } from '@platform/user-rows/user-rows';
import { InboxEntity } from './inbox.entity';
import { InboxWriter } from './inbox-writer';
import { NotificationEntity } from './notification.entity';

const retention: RetentionDeclaration = {
  since: 'expires_at',
  days: 0,
  event: 'the expiry of the notification',
  // Others are in the inbox, and counted.
  where: "state IN ('expired', 'grouped')",
};
const { technical, personal } = columnsKept(retention);
const inbox = columnsKept('until the account is erased');
const INSTALLATION = 'Notifications are about what happened in the installation that created them.';

const TABLES: readonly TableDeclaration[] = [
  {
    name: 'communications_notification',
    holds: 'user-data',
    userColumns: ['user_id', { column: 'actor_id', clearedByErasure: true }],
    retention,
    columns: {
      id: technical('ID of the notification'),
      user_id: personal('user who was notified', 'plain'),
      actor_id: personal('user who caused the notification', 'plain'),
      type: personal('what happened', 'plain'),
      topic: personal('topic for which the user chooses channels', 'plain'),
      state: personal('whether it was read or archived', 'plain'),
      is_listed: technical('whether it is in the inbox'),
      group_key: technical('what the notifications of a group have in common'),
      group_id: technical('first notification of the group'),
      people: technical('how many users caused the group'),
      content_sealed: personal('text and data of the notification', 'sealed'),
      read_at: personal('when it was read', 'plain'),
      created_at: personal('when it was created', 'plain'),
      expires_at: technical('when it will be deleted'),
    },
    rows: {
      entity: NotificationEntity,
      kind: 'notification',
      json: ['contentSealed'],
      omit: ['groupKey', 'groupId', 'isListed'],
      import: { never: INSTALLATION },
      reassign: 'moved',
    },
  },
  {
    name: 'communications_inbox',
    holds: 'user-data',
    userColumns: ['user_id'],
    columns: {
      user_id: inbox.personal('owner of the inbox', 'plain'),
      unread: inbox.personal('number of unread notifications', 'plain'),
      version: inbox.technical('to detect concurrent changes'),
      changed_at: inbox.technical('time of the last change'),
    },
    rows: {
      entity: InboxEntity,
      kind: 'inbox',
      import: { never: INSTALLATION },
      reassign: { stays: 'The number of unread notifications of the other account is counted again.' },
    },
  },
];

@Injectable()
export class InboxUserData extends RowsProvider {
  constructor(
    registry: UserDataRegistry,
    database: Database,
    rows: UserRows,
    private readonly writer: InboxWriter,
  ) {
    super('communications.inbox', TABLES, database, rows);
    registry.register(this);
  }

  override async reassign(from: UserId, to: UserId): Promise<void> {
    await super.reassign(from, to);
    for (const userId of [from, to]) await this.writer.recount(userId);
  }
}
