import { Injectable } from '@nestjs/common';
import { OneTimeTokens } from '@platform/one-time/one-time-tokens';
import { newId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { IdentityProblems } from '../identities.errors';
import { PROVIDER_NONCE } from '../identities.one-time';
import type { IdentityProvider } from '../providers/identity-providers';
import type { PresentedIdentity } from '../providers/presented-identity';

interface NoncePayload {
  readonly provider: string;
}

/** Verifies ID tokens that apps fetch directly. Each can be used once, because its nonce can. */
@Injectable()
export class IdTokenProof {
  constructor(
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly transactions: Transactions,
  ) {}

  async nonceFor({ name }: IdentityProvider): Promise<string> {
    const payload = { provider: name } satisfies NoncePayload;
    const issued = await this.transactions.run(() =>
      this.oneTimeTokens.issue(PROVIDER_NONCE, { holder: newId(), userId: null, payload }),
    );
    if (!issued) throw new Error('The nonce could not be issued, because its random holder already has one.');
    return issued.token;
  }

  async check(provider: IdentityProvider, idToken: string): Promise<PresentedIdentity> {
    const { identity, nonce } = await provider.read(idToken);
    const found =
      typeof nonce === 'string'
        ? await this.oneTimeTokens.find<NoncePayload>(PROVIDER_NONCE, { token: nonce })
        : undefined;
    if (found?.payload.provider !== provider.name) throw IdentityProblems.id_token_invalid();
    return {
      identity,
      use: async () => {
        if (!(await this.oneTimeTokens.use(found))) throw IdentityProblems.id_token_invalid();
      },
    };
  }
}
