import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { IdempotencyRepository } from './idempotency/idempotency.repository';

/** The sealed responses to requests with an Idempotency-Key. */
@Injectable()
export class HttpUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'http';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_idempotency',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        request_hash: { personal: false, why: 'to find the first request with the same key', kept: '24 hours' },
        body_hash: { personal: false, why: 'to distinguish a repeated request from a different one', kept: '24 hours' },
        user_id: { personal: true, why: 'user who sent the request', kept: '24 hours', protection: 'plain' },
        fence: { personal: false, why: 'to let only one node process a request', kept: '24 hours' },
        running_until: { personal: false, why: 'to detect a crashed node', kept: '24 hours' },
        answer: {
          personal: true,
          why: 'first response, returned again to a retry',
          kept: '24 hours',
          protection: 'sealed',
        },
        created_at: { personal: false, why: 'start of the 24 hours', kept: '24 hours' },
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly idempotency: IdempotencyRepository,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  /** Exports nothing: the stored responses are copies of data that other exports contain. */
  async export(): Promise<Record<string, unknown>> {
    return {};
  }

  async erase(userId: string): Promise<void> {
    await this.idempotency.removeOf(userId);
  }
}
