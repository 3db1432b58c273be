import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { ERASE_FIRST, UserDataProvider } from '@platform/user-data/user-data-provider';
import type { ImportedItem, UserDataItem } from '@platform/user-data/user-data-item';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import type { UserId } from '@platform/ids/ids';
import { Vault } from './vault';

const KEPT = 'until the account is erased';

/** The user's key is destroyed first, so that an interrupted erasure leaves no sealed value readable. */
@Injectable()
export class VaultUserData extends UserDataProvider implements OnModuleInit {
  readonly name = 'vault';
  override readonly order = ERASE_FIRST;
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'ring_key',
      database: 'keys',
      holds: 'no-user-data',
      why: 'keys of the installation, none of which belongs to a user',
    },
    {
      name: 'user_key',
      database: 'keys',
      holds: 'user-data',
      userColumns: ['user_id'],
      columns: {
        user_id: { personal: true, why: 'owner of the key', kept: KEPT, protection: 'plain' },
        wrapped_key: {
          personal: true,
          why: "key that encrypts the user's private data; destroying it makes every copy unreadable",
          kept: KEPT,
          protection: 'sealed',
        },
        wrapped_by: { personal: false, why: 'key that wraps this key', kept: KEPT },
        created_at: { personal: false, why: 'time of creation', kept: KEPT, protection: 'plain' },
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly vault: Vault,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  /** The export says only that there is a key, and never contains the key itself. */
  async *export(userId: UserId): AsyncGenerator<UserDataItem> {
    const createdAt = await this.vault.userKeyCreatedAt(userId);
    if (createdAt) yield { kind: 'encryptionKey', data: { createdAt: createdAt.toISOString() } };
  }

  async import(): Promise<ImportedItem> {
    return { skipped: 'Every account has a key of its installation.' };
  }

  async erase(userId: UserId): Promise<void> {
    await this.vault.destroyUserKey(userId);
  }

  /** The other account keeps its own key; each provider seals the data that it moves again. */
  async reassign(): Promise<void> {}
}
