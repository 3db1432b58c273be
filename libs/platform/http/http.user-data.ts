import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { IdempotencyRepository } from './idempotency/idempotency.repository';

/** What the HTTP pipeline keeps of users: the sealed first answers to requests with an Idempotency-Key. */
@Injectable()
export class HttpUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'http';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_idempotency',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        request_hash: { personal: false, why: 'finds the first request with the same key', kept: '24 hours' },
        body_hash: { personal: false, why: 'tells a repeated request from another one', kept: '24 hours' },
        user_id: { personal: true, why: 'whose request it was', kept: '24 hours', protection: 'plain' },
        fence: { personal: false, why: 'one node at a time works on a request', kept: '24 hours' },
        running_until: { personal: false, why: 'tells a node that died', kept: '24 hours' },
        answer: {
          personal: true,
          why: 'the first answer, given again to a retry',
          kept: '24 hours',
          protection: 'sealed',
        },
        created_at: { personal: false, why: 'ends the 24 hours', kept: '24 hours' },
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

  /** Copies of answers the user has had; they say nothing the other exports do not. */
  async export(): Promise<Record<string, unknown>> {
    return {};
  }

  async erase(userId: string): Promise<void> {
    await this.idempotency.removeOf(userId);
  }
}
