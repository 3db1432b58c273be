import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { ApiKeyRepository } from './api-key.repository';
import { MOST_KEYS } from './key-days.rule';

const { technical, personal } = columnsKept('until it is revoked, it expires, or the account is erased');

@Injectable()
export class ApiKeysUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'auth.api-keys';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_api_key',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: technical('ID of the key'),
        key_hash: personal('to recognise the key', 'hashed'),
        user_id: personal('user on whose behalf the key acts; empty for the key of a backend', 'plain'),
        made_by: personal('ID of the user who created the key', 'plain'),
        name: personal('shown to the user', 'plain'),
        prefix: personal('first characters, to distinguish keys', 'plain'),
        rights: personal('scopes or permissions of the key', 'plain'),
        created_at: personal('shown to the user', 'plain'),
        expires_at: personal('time of expiry', 'plain'),
        last_used_at: personal('shown to the user', 'plain'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly keys: ApiKeyRepository,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    const apiKeys = (await this.keys.list(userId, undefined, MOST_KEYS)).map(({ madeBy: _, ...key }) => key);
    return { apiKeys };
  }

  async erase(userId: string): Promise<void> {
    await this.keys.removeAllOf(userId);
  }
}
