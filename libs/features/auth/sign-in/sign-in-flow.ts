import { Injectable } from '@nestjs/common';
import { type HeldUser, UserReader } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import { AuthProblems } from '../auth.errors';
import { RoleHolders } from '@features/access';
import { MfaChallenge, type FollowUpAction, type MfaRequired } from '../second-factor/challenge/mfa-challenge';
import { SessionOpener, type IssuedTokens } from '../sessions/session-opener';
import type { Transport } from '../sessions/session.entity';
import { FollowUpActions } from './follow-up-actions';
import { isMfaRequired, type SignInResult, type SignedInUser } from './sign-in-result';

/** Somebody who has shown in one way whose account it is. */
export interface Entry {
  readonly userId: string;
  /** What it was shown in, as the log names it: `password`, the name of a provider. */
  readonly method: string;
  readonly transport?: Transport | undefined;
  /** Of a device the second factor was shown on before. */
  readonly deviceToken?: string | undefined;
  /** To be done once they are in. */
  readonly followUp?: FollowUpAction | undefined;
  /** What was shown stands for two factors. */
  readonly isTwoFactors?: boolean;
  /** Showing it changes nothing of the account, which is then answered as it was held, and not read once more. */
  readonly changesNothing?: boolean;
}

/**
 * The one place every way in ends at: it refuses closed accounts, asks for the second factor, and opens the session.
 * Nothing else opens one for an account that was there before.
 */
@Injectable()
export class SignInFlow {
  constructor(
    private readonly users: UserReader,
    private readonly holders: RoleHolders,
    private readonly challenge: MfaChallenge,
    private readonly followUps: FollowUpActions,
    private readonly opener: SessionOpener,
    private readonly transactions: Transactions,
  ) {}

  /**
   * `prove` uses up what was shown, in the transaction that lets its bearer in. Undefined when it says that it was no
   * good any more; then nothing has happened.
   */
  async enter(entry: Entry, prove: () => Promise<boolean>): Promise<SignInResult | undefined> {
    actingUserProven(entry.userId);
    const roles = await this.holders.rolesOf(entry.userId);
    const { held, admitted } = await this.transactions.run(async () => {
      const held = await this.holdOpen(entry.userId);
      return { held, admitted: (await prove()) ? await this.admit(entry, roles) : undefined };
    });
    if (!admitted || isMfaRequired(admitted)) return admitted;
    if (!entry.changesNothing || entry.followUp) return this.withUser(entry.userId, roles, admitted);
    return { ...admitted, user: (await held.me(roles)).body };
  }

  /** For whoever has shown the second factor as well; `prove` throws when it was not. */
  async enterFully(
    { userId, method, transport = 'body', secondFactor }: Entry & { readonly secondFactor: string },
    prove: () => Promise<{ deviceToken?: string | undefined }>,
  ): Promise<SignedInUser> {
    actingUserProven(userId);
    const roles = await this.holders.rolesOf(userId);
    const admitted = await this.transactions.run(async () => {
      await this.holdOpen(userId);
      return { ...(await prove()), tokens: await this.opener.open(userId, roles, transport, { method, secondFactor }) };
    });
    return this.withUser(userId, roles, admitted);
  }

  private async admit(
    entry: Entry,
    roles: readonly string[],
  ): Promise<MfaRequired | { readonly tokens: IssuedTokens }> {
    const { userId, method, transport = 'body', isTwoFactors = false } = entry;
    // A device is trusted for what the account was then: something new to come in with wants the second factor itself.
    const deviceToken = entry.followUp ? undefined : entry.deviceToken;
    const wanted = isTwoFactors ? 'no' : await this.challenge.isWanted({ ...entry, deviceToken });
    if (wanted === 'yes') return this.challenge.begin(entry);
    await this.followUps.run(userId, entry.followUp);
    // Where a trusted device stood for the second factor, what is sensitive wants it after all.
    const standIn = wanted === 'not-here' ? { isFresh: false, secondFactor: 'trusted_device' } : {};
    return { tokens: await this.opener.open(userId, roles, transport, { method, ...standIn }) };
  }

  /** Held while the session is opened: a suspension comes either before, or ends this session too. */
  private async holdOpen(userId: string): Promise<HeldUser> {
    const held = await this.users.hold(userId);
    if (!held) throw AuthProblems.wrong_credentials();
    if (held.state !== 'active') throw AuthProblems.account_suspended();
    return held;
  }

  private async withUser<T extends object>(userId: string, roles: readonly string[], admitted: T) {
    const me = await this.users.me(userId, roles);
    if (!me) throw RequestProblems.not_found();
    return { ...admitted, user: me.body };
  }
}
