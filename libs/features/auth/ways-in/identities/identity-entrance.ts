import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UserReader, UsersProblems } from '@features/users';
import { ServiceProblems } from '@platform/errors/platform.errors';
import { Problem } from '@platform/errors/problem';
import { AuthConfig } from '../../auth.config';
import { AuthProblems } from '../../auth.errors';
import type { Entered } from '../../entrance/entered';
import { Entrance } from '../../entrance/entrance';
import type { EntryDto } from '../../entrance/entry.dto';
import { Errands, type Errand } from '../../entrance/errands';
import { NewAccounts } from '../../entrance/new-accounts';
import { RightfulOwner } from '../../entrance/rightful-owner';
import { SessionEnder } from '../../sessions/session-ender';
import { IdentityProblems } from './identities.errors';
import { IdentityLinked, IdentityRegistered } from './identities.events';
import { LinkedIdentities } from './linked/linked-identities';
import { provenAddress, type ProvenIdentity } from './proven-identity.rule';
import type { ShownIdentity } from './shown-identity';
import { isSameComer, whoComesIn, type Comer } from './who-comes-in.rule';

/**
 * Each attempt fails if a concurrent request uses the same identity or address. More than a few are not a coincidence.
 */
const ATTEMPTS = 5;
const LINKING = 'auth.link_identity';

/** Signs in a user with a verified identity. `whoComesIn` determines the account, and again inside the transaction. */
@Injectable()
export class IdentityEntrance implements OnModuleInit {
  constructor(
    private readonly users: UserReader,
    private readonly linked: LinkedIdentities,
    private readonly rightfulOwner: RightfulOwner,
    private readonly sessions: SessionEnder,
    private readonly entrance: Entrance,
    private readonly errands: Errands,
    private readonly newAccounts: NewAccounts,
    private readonly config: AuthConfig,
  ) {}

  onModuleInit(): void {
    this.errands.define<ProvenIdentity>(LINKING, (userId, identity) =>
      this.linked.add(userId, identity, IdentityLinked),
    );
  }

  async enter(shown: ShownIdentity, entry: EntryDto): Promise<Entered> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const comer = await this.comerWith(shown.identity);
      const entered = await this.enterAs(comer, shown, entry).catch(unlessTakenMeanwhile);
      if (entered) return entered;
    }
    throw ServiceProblems.unavailable({ headers: { 'retry-after': '1' } });
  }

  /** Undefined if a concurrent change makes the decision outdated. */
  private async enterAs(comer: Comer, shown: ShownIdentity, entry: EntryDto): Promise<Entered | undefined> {
    if (comer.as === 'stranger') throw AuthProblems.registration_closed();
    if (comer.as === 'newcomer') return this.welcome(shown, entry);
    const entered = await this.entrance.enter(
      { ...entry, way: shown.identity.provider, userId: comer.userId, errand: errandOf(comer, shown.identity) },
      async () => {
        // The rows are locked now, so the result stays valid until the end of the transaction.
        if (!isSameComer(comer, await this.comerWith(shown.identity))) return false;
        await shown.use();
        await this.settle(comer, shown.identity);
        return true;
      },
    );
    if (entered && comer.as === 'rightful-owner') await this.sessions.everywhere();
    return entered;
  }

  private async settle(
    comer: Exclude<Comer, { as: 'newcomer' | 'stranger' }>,
    identity: ProvenIdentity,
  ): Promise<void> {
    const { userId } = comer;
    if (comer.as === 'known') {
      const found = await this.linked.find(identity);
      if (found) await this.linked.used(found, identity);
      return;
    }
    if (comer.as === 'rightful-owner') await this.rightfulOwner.takesOver(userId);
  }

  private async welcome({ identity, use }: ShownIdentity, { transport }: EntryDto): Promise<Entered> {
    const { displayName, locale } = identity;
    const email = provenAddress(identity);
    const user = { email, emailVerified: email !== undefined, displayName, locale, by: 'user' } as const;
    return this.newAccounts.open({ way: identity.provider, user, transport }, async (userId) => {
      await use();
      await this.linked.add(userId, identity, IdentityRegistered);
    });
  }

  private async comerWith(identity: ProvenIdentity): Promise<Comer> {
    const linkedTo = (await this.linked.find(identity))?.userId;
    const address = provenAddress(identity);
    const holder = linkedTo === undefined && address !== undefined ? await this.holderOf(address) : undefined;
    return whoComesIn({ linkedTo, holder, isRegistrationOpen: this.config.registration !== 'closed' });
  }

  private async holderOf(email: string) {
    const userId = await this.users.findId({ email });
    const account = userId === undefined ? undefined : (await this.users.me(userId, []))?.body;
    return account && { userId: account.id, isVerified: account.emailVerified };
  }
}

/** A concurrent request has created the same address or identity. The transaction is rolled back and can be retried. */
function unlessTakenMeanwhile(error: unknown): undefined {
  const codes = [UsersProblems.email_taken.code, IdentityProblems.identity_taken.code];
  if (!(error instanceof Problem) || !codes.includes(error.code)) throw error;
}

/** Linking a new identity is a follow-up action, because it must wait until the second factor has been verified. */
function errandOf(comer: Comer, identity: ProvenIdentity): Errand | undefined {
  return comer.as === 'known' ? undefined : { name: LINKING, facts: identity };
}
