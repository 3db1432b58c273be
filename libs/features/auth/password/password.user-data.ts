import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { CredentialRepository } from './credential.repository';

const account = columnsKept('until the account is erased');

@Injectable()
export class PasswordUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'auth.password';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_credential',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: account.personal('owner of the password', 'plain'),
        password_hash: account.personal('to verify the password', 'hashed'),
        pepper_id: account.technical('pepper of the hash'),
        changed_at: account.personal('shown to the user', 'plain'),
      },
    },
    {
      name: 'auth_password_kind',
      holds: 'no-user-data',
      why: 'number of passwords by hash type, and a dummy hash',
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly credentials: CredentialRepository,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    const changedAt = await this.credentials.changedAt(userId);
    return { password: changedAt ? { changedAt: changedAt.toISOString() } : null };
  }

  async erase(userId: string): Promise<void> {
    await this.credentials.remove(userId);
  }
}
