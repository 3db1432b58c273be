import { Injectable } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { AuthShares, type AuthShare } from '../auth-shares';
import { ApiKeyRepository } from './api-key.repository';
import { MOST_KEYS } from './personal/personal-keys.service';

const { technical, personal } = columnsKept('until it is revoked, it expires, or the account is erased');

@Injectable()
export class ApiKeysShare implements AuthShare {
  readonly name = 'apiKeys';
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
    shares: AuthShares,
    private readonly keys: ApiKeyRepository,
  ) {
    shares.add(this);
  }

  async export(userId: string): Promise<unknown> {
    return (await this.keys.list(userId, undefined, MOST_KEYS)).map(({ madeBy: _, ...key }) => key);
  }

  /** Removes the user's own keys. Keys of backends stay when the user who created them is erased. */
  async erase(userId: string): Promise<void> {
    await this.keys.removeAllOf(userId);
  }
}
