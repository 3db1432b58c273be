import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { EMAIL_PLACE, SUBJECT_PLACE } from './linked/linked-identities';
import { IdentityRepository } from './linked/identity.repository';

const MOST = 1000;
const identity = columnsKept('until it is removed or the account is erased');

@Injectable()
export class IdentitiesUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'identities';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'identities_identity',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: identity.technical('ID of the identity'),
        user_id: identity.personal('owner of the identity', 'plain'),
        provider: identity.personal('provider of the identity', 'plain'),
        subject_hash: identity.personal('to recognise the identity', 'hashed'),
        subject_sealed: identity.personal('subject at the provider', 'sealed'),
        email_sealed: identity.personal('email address at the provider, shown to the user', 'sealed'),
        linked_at: identity.personal('shown to the user', 'plain'),
        last_used_at: identity.personal('shown to the user', 'plain'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly identities: IdentityRepository,
    private readonly vault: Vault,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    const box = await this.vault.boxOf(userId);
    const identities = (await this.identities.list(userId, undefined, MOST)).map(
      ({ subjectSealed, emailSealed, ...rest }) => ({
        ...rest,
        subject: box.open(SUBJECT_PLACE, subjectSealed) ?? null,
        email: (emailSealed && box.open(EMAIL_PLACE, emailSealed)) ?? null,
      }),
    );
    return { identities };
  }

  async erase(userId: string): Promise<void> {
    await this.identities.removeAllOf(userId);
  }
}
