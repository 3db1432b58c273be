import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { AnonymousRepository } from './anonymous.repository';

const { personal } = columnsKept('until the account has a sign-in method or is erased');

@Injectable()
export class AnonymousUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'auth.anonymous';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_anonymous',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: personal('owner of an account without a sign-in method', 'plain'),
        created_at: personal('time of creation', 'plain'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly rows: AnonymousRepository,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    const since = await this.rows.since(userId);
    return { anonymousSince: since?.toISOString() ?? null };
  }

  async erase(userId: string): Promise<void> {
    await this.rows.remove(userId);
  }
}
