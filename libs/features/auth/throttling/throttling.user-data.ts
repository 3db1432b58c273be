import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { AttemptRepository } from './attempt.repository';

const network = columnsKept('90 days');

@Injectable()
export class ThrottlingUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'auth.throttling';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_known_network',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: network.personal('user who signed in from there', 'plain'),
        network_hash: network.personal("to keep other networks' failed attempts from locking the user out", 'hashed'),
        seen_at: network.personal('start of the 90 days', 'plain'),
      },
    },
    {
      name: 'auth_attempt',
      holds: 'no-user-data',
      why: 'counts failed attempts under keyed hashes that identify no user, for at most a day',
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly attempts: AttemptRepository,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    return { knownNetworks: (await this.attempts.knownNetworksOf(userId)).map((seenAt) => ({ seenAt })) };
  }

  async erase(userId: string): Promise<void> {
    await this.attempts.forgetNetworksOf(userId);
  }
}
