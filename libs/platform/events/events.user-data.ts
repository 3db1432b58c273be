import { Injectable } from '@nestjs/common';
import { Database } from '@platform/persistence/database';
import { TablesProvider } from '@platform/user-data/tables-provider';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import type { UserDataItem } from '@platform/user-data/user-data-item';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import type { UserId } from '@platform/ids/ids';
import { OutboxRepository } from './outbox.repository';

const kept = 'until all listeners have processed the event, normally seconds';

const TABLES: readonly TableDeclaration[] = [
  {
    name: 'platform_outbox',
    holds: 'user-data',
    userColumns: ['subject'],
    columns: {
      sequence: { personal: false, why: 'order of the events', kept },
      id: { personal: false, why: 'to recognise an event that is delivered twice', kept },
      type: { personal: false, why: 'type of the event', kept },
      subject: { personal: true, why: 'user concerned', kept },
      facts: { personal: true, why: 'IDs and facts that are not personal', kept, protection: 'plain' },
      happened_at: { personal: false, why: 'time of the event', kept },
      stored_at: { personal: false, why: 'time of storing, to measure the delay', kept },
    },
  },
];

@Injectable()
export class EventsUserData extends TablesProvider {
  constructor(
    registry: UserDataRegistry,
    database: Database,
    private readonly outbox: OutboxRepository,
  ) {
    super('events', TABLES, database);
    registry.register(this);
  }

  override async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    for (const data of await this.outbox.ofSubject(userId)) yield { kind: 'pendingEvent', data: { ...data } };
  }
}
