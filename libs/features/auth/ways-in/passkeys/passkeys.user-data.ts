import { Injectable } from '@nestjs/common';
import { columnsKept } from '@platform/user-data/columns-kept';
import type { TableDeclaration } from '@platform/user-data/table-declaration';
import { Vault } from '@platform/vault/vault';
import { AuthShares, type AuthShare } from '../../auth-shares';
import { NAME_PLACE } from './own/my-passkeys';
import { PasskeyRepository } from './passkey.repository';

const MOST = 1000;
const passkey = columnsKept('until it is removed or the account is erased');

@Injectable()
export class PasskeysShare implements AuthShare {
  readonly name = 'passkeys';
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
    shares: AuthShares,
    private readonly passkeys: PasskeyRepository,
    private readonly vault: Vault,
  ) {
    shares.add(this);
  }

  async export(userId: string): Promise<unknown> {
    const box = await this.vault.boxOf(userId);
    const passkeys = await this.passkeys.list(userId, undefined, MOST);
    return passkeys.map(({ nameSealed, credentialId, ...passkey }) => ({
      ...passkey,
      name: box.open(NAME_PLACE, nameSealed) ?? null,
      credentialId: credentialId.toString('base64url'),
    }));
  }

  async erase(userId: string): Promise<void> {
    await this.passkeys.removeAllOf(userId);
  }
}
