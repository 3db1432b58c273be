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
        user_id: network.personal('who signed in from there', 'plain'),
        network_hash: network.personal('guesses of strangers must not lock the user out there', 'hashed'),
        seen_at: network.personal('ends the 90 days', 'plain'),
      },
    },
    {
      name: 'auth_attempt',
      holds: 'no-user-data',
      why: 'counts guesses under keyed hashes that name nobody; a day at most',
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
