import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { KnownOriginRepository } from './known-origin.repository';
import { NewSignInNotice } from './new-sign-in-notice';

const origin = columnsKept('until the account is erased; each device and country for 180 days after its last sign-in');

@Injectable()
export class SecurityNoticesUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'auth.security-notices';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_known_origin',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        user_id: origin.personal('user who signed in from there', 'plain'),
        seen_sealed: origin.personal('to notify the user of a sign-in from a new device or country', 'sealed'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly newSignIn: NewSignInNotice,
    private readonly knownOrigins: KnownOriginRepository,
    private readonly vault: Vault,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    return { knownOrigins: (await this.newSignIn.allKnown(userId, await this.vault.boxOf(userId))) ?? null };
  }

  async erase(userId: string): Promise<void> {
    await this.knownOrigins.remove(userId);
  }
}
