import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { OutboxRepository } from './outbox.repository';

const kept = 'until all listeners have processed the event, normally seconds';

@Injectable()
export class EventsUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'events';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_outbox',
      holds: 'user-data',
      userColumn: 'subject',
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

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly outbox: OutboxRepository,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    return { eventsUnderWay: await this.outbox.ofSubject(userId) };
  }

  async erase(userId: string): Promise<void> {
    await this.outbox.eraseSubject(userId);
  }
}
