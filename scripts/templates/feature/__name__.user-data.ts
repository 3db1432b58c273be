import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataKeeper } from '@platform/user-data/user-data-keeper';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { __Name__Repository, type __Name__Entry } from './__name__.repository';
import { TEXT_PLACE } from './__name__.service';

const PAGE = 500;
const KEPT = 'until the user removes it or the account is erased';

/** What this feature keeps of users. */
@Injectable()
export class __Name__Keeper extends UserDataKeeper implements OnModuleInit {
  readonly feature = '__name__';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: '__name___entry',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: { personal: false, why: 'names the entry', kept: KEPT },
        user_id: { personal: true, why: 'whose entry it is', kept: KEPT, protection: 'plain' },
        text_sealed: { personal: true, why: 'what the user wrote', kept: KEPT, protection: 'sealed' },
        created_at: { personal: true, why: 'shown to the user', kept: KEPT, protection: 'plain' },
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
