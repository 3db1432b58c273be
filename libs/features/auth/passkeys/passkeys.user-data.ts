import { Injectable, type OnModuleInit } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { UserDataProvider } from '@platform/user-data/user-data-provider';
import { UserDataRegistry } from '@platform/user-data/user-data-registry';
import { Vault } from '@platform/vault/vault';
import { NAME_PLACE } from './manage/passkey-manager';
import { PasskeyRepository } from './passkey.repository';

const MOST = 1000;
const passkey = columnsKept('until it is removed or the account is erased');

@Injectable()
export class PasskeysUserData extends UserDataProvider implements OnModuleInit {
  readonly feature = 'auth.passkeys';
  readonly tables: readonly TableDeclaration[] = [
    {
      name: 'auth_passkey',
      holds: 'user-data',
      userColumn: 'user_id',
      columns: {
        id: passkey.technical('ID of the passkey'),
        user_id: passkey.personal('owner of the passkey', 'plain'),
        credential_hash: passkey.personal('to find the passkey', 'hashed'),
        credential_id: passkey.personal('to tell the browser which passkey to use', 'plain'),
        public_key: passkey.personal('to verify signatures of the passkey', 'plain'),
        sign_count: passkey.personal('to detect a cloned passkey', 'plain'),
        transports: passkey.personal('to tell the browser how to reach the passkey', 'plain'),
        backed_up: passkey.personal('shown to the user', 'plain'),
        name_sealed: passkey.personal('shown to the user', 'sealed'),
        created_at: passkey.personal('shown to the user', 'plain'),
        last_used_at: passkey.personal('shown to the user', 'plain'),
      },
    },
  ];

  constructor(
    private readonly registry: UserDataRegistry,
    private readonly passkeys: PasskeyRepository,
    private readonly vault: Vault,
  ) {
    super();
  }

  onModuleInit(): void {
    this.registry.register(this);
  }

  async export(userId: string): Promise<Record<string, unknown>> {
    const box = await this.vault.boxOf(userId);
    const stored = await this.passkeys.list(userId, undefined, MOST);
    const passkeys = stored.map(({ nameSealed, credentialId, ...passkey }) => ({
      ...passkey,
      name: box.open(NAME_PLACE, nameSealed) ?? null,
      credentialId: credentialId.toString('base64url'),
    }));
    return { passkeys };
  }

  async erase(userId: string): Promise<void> {
    await this.passkeys.removeAllOf(userId);
  }
}
