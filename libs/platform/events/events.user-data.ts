import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { OutboxRepository } from './outbox.repository';

const kept = 'until the event has been handed to its listeners, normally seconds';

@Injectable()
export class EventsUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'events';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_outbox',
      holds: 'user-data',
      userColumn: 'subject',
      columns: {
        sequence: { personal: false, why: 'the order of the events', kept },
        id: { personal: false, why: 'to recognise an event told twice', kept },
        type: { personal: false, why: 'what has happened', kept },
        subject: { personal: true, why: 'whose account it happened to', kept },
        facts: { personal: true, why: 'ids and plain facts of what happened', kept, protection: 'plain' },
        happened_at: { personal: false, why: 'when it happened', kept },
        stored_at: { personal: false, why: 'how long it has waited', kept },
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
