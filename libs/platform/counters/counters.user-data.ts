import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import type { TableDeclaration } from '@platform/user-data/table-declaration';

@Injectable()
export class CountersUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'counters';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'platform_counter',
      holds: 'no-user-data',
      why: 'hashes of rate limit keys (network, account, route) and their counts, until the window of the limit has passed',
    },
  ];

  constructor(private readonly registry: UserDataRegistry) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(): Promise<Record<string, unknown>> {
    return {};
  }

  async erase(): Promise<void> {}
}
