import { Injectable, type OnModuleInit } from '@nestjs/common';
import { UserReader, UsersProblems } from '@features/users';
import { ServiceProblems } from '@platform/errors/platform.errors';
import { Problem } from '@platform/errors/problem';
import {
  AuthConfig,
  AuthProblems,
  type FollowUpAction,
  FollowUpActions,
  NewAccounts,
  SessionEnder,
  SignInFlow,
  type SignInOptionsDto,
  type SignInResult,
  unlessConsentIsMissing,
  VerifiedOwner,
} from '@features/auth';
import { IdentityProblems } from '../identities.errors';
import { IdentityLinked, IdentityRegistered } from '../identities.events';
import { LinkedIdentities } from '../linked/linked-identities';
import { provenAddress, type ProvenIdentity } from '../providers/proven-identity.rule';
import type { PresentedIdentity } from '../providers/presented-identity';
import { isSameMatch, matchAccount, type AccountMatch } from './account-match.rule';

/** An attempt fails if a concurrent request uses the same identity or address. Repeated failures have another cause. */
const ATTEMPTS = 5;
const LINKING = 'identities.link';

/** Signs in a user with a verified identity. `matchAccount` determines the account before and in the transaction. */
@Injectable()
export class IdentitySignIn implements OnModuleInit {
  constructor(
    private readonly users: UserReader,
    private readonly linked: LinkedIdentities,
    private readonly verifiedOwner: VerifiedOwner,
    private readonly sessions: SessionEnder,
    private readonly signInFlow: SignInFlow,
    private readonly followUps: FollowUpActions,
    private readonly newAccounts: NewAccounts,
    private readonly config: AuthConfig,
  ) {}

  onModuleInit(): void {
    this.followUps.define<ProvenIdentity>(LINKING, (userId, identity) =>
      this.linked.add(userId, identity, IdentityLinked),
    );
  }

  async signIn(presented: PresentedIdentity, options: SignInOptionsDto): Promise<SignInResult> {
    return unlessConsentIsMissing(
      () => this.signInOnce(presented, options),
      async () => presented.returnTry?.(),
    );
  }

  private async signInOnce(presented: PresentedIdentity, options: SignInOptionsDto): Promise<SignInResult> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const match = await this.matchFor(presented.identity);
      const result = await this.signInAs(match, presented, options).catch(ignoreIfTaken);
      if (result) return result;
    }
    throw ServiceProblems.unavailable({ headers: { 'retry-after': '1' } });
  }

  /** Returns undefined if the match is outdated because of a concurrent change. */
  private async signInAs(
    match: AccountMatch,
    presented: PresentedIdentity,
    options: SignInOptionsDto,
  ): Promise<SignInResult | undefined> {
    if (match.as === 'registration-closed') throw AuthProblems.registration_closed();
    if (match.as === 'new-user') return this.register(presented, options);
    const result = await this.signInFlow.signIn(
      {
        ...options,
        method: presented.identity.provider,
        userId: match.userId,
        followUp: followUpOf(match, presented.identity),
      },
      async () => {
        // The rows are locked now, so the result stays valid until the end of the transaction.
        if (!isSameMatch(match, await this.matchFor(presented.identity))) return false;
        await presented.use();
        await this.applyMatch(match, presented.identity);
        return true;
      },
    );
    if (result && match.as === 'verified-owner') await this.sessions.untilAllNodesKnow();
    return result;
  }

  private async applyMatch(
    match: Exclude<AccountMatch, { as: 'new-user' | 'registration-closed' }>,
    identity: ProvenIdentity,
  ): Promise<void> {
    const { userId } = match;
    if (match.as === 'linked') {
      const found = await this.linked.find(identity);
      if (found) await this.linked.recordUse(found, identity);
      return;
    }
    if (match.as === 'verified-owner') await this.verifiedOwner.takeOver(userId);
  }

  private async register(
    { identity, use }: PresentedIdentity,
    { transport, consents }: SignInOptionsDto,
  ): Promise<SignInResult> {
    const { displayName, locale } = identity;
    const email = provenAddress(identity);
    const user = { email, emailVerified: email !== undefined, displayName, locale, by: 'user' } as const;
    return this.newAccounts.open({ method: identity.provider, user, transport, consents }, async (userId) => {
      await use();
      await this.linked.add(userId, identity, IdentityRegistered);
    });
  }

  private async matchFor(identity: ProvenIdentity): Promise<AccountMatch> {
    const linkedTo = (await this.linked.find(identity))?.userId;
    const address = provenAddress(identity);
    const holder = linkedTo === undefined && address !== undefined ? await this.holderOf(address) : undefined;
    return matchAccount({ linkedTo, holder, isRegistrationOpen: this.config.registration !== 'closed' });
  }

  private async holderOf(email: string) {
    const userId = await this.users.findId({ email });
    const account = userId === undefined ? undefined : await this.users.contactOf(userId);
    return account && { userId: account.id, isVerified: account.emailVerified };
  }
}

/** A concurrent request has created the same address or identity. The transaction is rolled back and can be retried. */
function ignoreIfTaken(error: unknown): undefined {
  const codes = [UsersProblems.email_taken.code, IdentityProblems.identity_taken.code];
  if (!(error instanceof Problem) || !codes.includes(error.code)) throw error;
}

/** Linking a new identity is a follow-up action, because it must wait until the second factor has been verified. */
function followUpOf(match: AccountMatch, identity: ProvenIdentity): FollowUpAction | undefined {
  return match.as === 'linked' ? undefined : { name: LINKING, facts: identity };
}
