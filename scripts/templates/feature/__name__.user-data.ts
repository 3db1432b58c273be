import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { __Name__Repository, type __Name__Entry } from './__name__.repository';
import { TEXT_PLACE } from './__name__.service';

const PAGE = 500;
const { technical, personal } = columnsKept('until the user removes it or the account is erased');

/** Declares, exports and erases the user data of this feature. */
@Injectable()
export class __Name__Keeper extends UserDataProvider implements OnModuleInit {
  readonly feature = '__name__';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: '__name___entry',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: technical('ID of the entry'),
        user_id: personal('owner of the entry', 'plain'),
        text_sealed: personal('text of the entry', 'sealed'),
        created_at: personal('shown to the user', 'plain'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly entries: __Name__Repository,
    private readonly vault: Vault,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    const box = await this.vault.boxOf(userId);
    const exported: object[] = [];
    let page: __Name__Entry[];
    let before: string | undefined;
    do {
      page = await this.entries.find(userId, before, PAGE);
      for (const { id, textSealed, createdAt } of page) {
        exported.push({ id, text: box.open(TEXT_PLACE, textSealed), createdAt: createdAt.toISOString() });
      }
      before = page.at(-1)?.id;
    } while (page.length === PAGE);
    return { entries: exported };
  }

  async erase(userId: string): Promise<void> {
    await this.entries.removeAllOf(userId);
  }
}
