import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { SessionLock, SignInCredentials } from '@features/auth';
import type { UserId } from '@platform/ids/ids';
import { ExchangeCodes } from '../exchange/exchange-codes';
import { IdentityProblems } from '../identities.errors';
import { IdentityLinked } from '../identities.events';
import { IdentityProviders } from '../providers/identity-providers';
import { IdTokenProof } from '../native/id-token-proof';
import type { PresentedIdentity } from '../providers/presented-identity';
import type { IdentityDto, IdentityListDto, LinkIdentityDto } from './identities.dto';
import { IdentityRepository, type LinkedIdentity } from './identity.repository';
import { EMAIL_PLACE, LinkedIdentities } from './linked-identities';
import type { IdentityId } from './identity-id';

/** Few, so that all can be removed in one transaction. */
const MAX_IDENTITIES = 20;

@Injectable()
export class IdentitiesService {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly linked: LinkedIdentities,
    private readonly providers: IdentityProviders,
    private readonly codes: ExchangeCodes,
    private readonly idTokens: IdTokenProof,
    private readonly signInCredentials: SignInCredentials,
    private readonly sessionLock: SessionLock,
    private readonly vault: Vault,
    private readonly cursors: Cursors,
    private readonly transactions: Transactions,
  ) {}

  async list(userId: UserId, { limit = 20, cursor }: PageQuery): Promise<IdentityListDto> {
    const [before] = this.cursors.read('identities', {}, cursor) ?? [];
    const found = await this.identities.list(userId, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('identities', {}, found, limit, ({ id }) => [id]);
    const items = [];
    for (const row of rows) items.push(await this.dtoOf(userId, row));
    return { items, nextCursor };
  }

  async link(session: SessionPrincipal, body: LinkIdentityDto): Promise<IdentityDto> {
    const { userId } = session;
    const { identity, use } = await this.identityFrom(body);
    const id = await this.transactions.run(async () => {
      // The lock serialises concurrent requests that link this identity or sign in with it.
      await this.sessionLock.lock(session);
      const holder = (await this.linked.find(identity))?.userId;
      if (holder === userId) throw IdentityProblems.identity_already_linked();
      if (holder !== undefined) throw IdentityProblems.identity_taken();
      if ((await this.identities.countAll(userId)) >= MAX_IDENTITIES)
        throw IdentityProblems.too_many_identities({ parameters: { max: MAX_IDENTITIES } });
      await use();
      return this.linked.add(userId, identity, IdentityLinked);
    });
    const [row] = (await this.identities.list(userId, undefined, 100)).filter((identity) => identity.id === id);
    if (!row) throw RequestProblems.not_found();
    return this.dtoOf(userId, row);
  }

  async unlink(id: IdentityId, userId: UserId): Promise<void> {
    await this.transactions.run(async () => {
      await this.signInCredentials.lock(userId);
      const provider = await this.identities.providerOf(id, userId);
      if (provider === undefined) throw RequestProblems.not_found();
      // An identity of a provider that is no longer configured cannot be used to sign in.
      if (this.providers.find(provider)) await this.signInCredentials.refuseLastMethod(userId);
      await this.linked.remove(id, userId, provider);
    });
  }

  private async identityFrom({ code, codeVerifier, provider, idToken }: LinkIdentityDto): Promise<PresentedIdentity> {
    if (code !== undefined && codeVerifier !== undefined) return this.codes.redeem('link', code, codeVerifier);
    const configured = provider === undefined ? undefined : this.providers.find(provider);
    if (!configured || idToken === undefined) throw IdentityProblems.id_token_invalid();
    return this.idTokens.check(configured, idToken);
  }

  private async dtoOf(userId: UserId, identity: LinkedIdentity): Promise<IdentityDto> {
    const { id, provider, emailSealed, linkedAt, lastUsedAt } = identity;
    const box = await this.vault.boxOf(userId);
    return {
      id,
      provider,
      label: this.providers.find(provider)?.label ?? provider,
      email: (emailSealed && box.open(EMAIL_PLACE, emailSealed)) ?? null,
      linkedAt: linkedAt.toISOString(),
      lastUsedAt: lastUsedAt.toISOString(),
    };
  }
}
