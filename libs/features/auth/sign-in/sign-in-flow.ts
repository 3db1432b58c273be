import { Injectable } from '@nestjs/common';
import { type LockedUser, UserReader } from '@features/users';
import { actingUserProven } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Transactions } from '@platform/persistence/transactions';
import { AuthProblems } from '../auth.errors';
import { RoleHolders } from '@features/access';
import type { UserId } from '@platform/ids/ids';
import { MfaChallenge, type FollowUpAction, type MfaRequired } from '../second-factor/challenge/mfa-challenge';
import { SessionOpener, type IssuedTokens } from '../sessions/session-opener';
import type { Transport } from '../sessions/session.entity';
import { FollowUpActions } from './follow-up-actions';
import { isMfaRequired, type SignInResult, type SignedInUser } from './sign-in-result';
import type { AcceptedTextDto } from './accepted-text.dto';
import { SignInChecks } from './sign-in-checks';

/** A user who has passed the first factor. */
export interface SignInRequest {
  readonly userId: UserId;
  /** The sign-in method, as in the audit log: `password` or the name of a provider. */
  readonly method: string;
  readonly transport?: Transport | undefined;
  /** The token of a trusted device. */
  readonly deviceToken?: string | undefined;
  /** The follow-up action after the sign-in. */
  readonly followUp?: FollowUpAction | undefined;
  /** Whether the first factor counts as both factors. */
  readonly isTwoFactors?: boolean;
  /** Whether the sign-in does not change the account, so that it need not be read again for the response. */
  readonly changesNothing?: boolean;
  /** The texts that the user accepts with this sign-in. */
  readonly consents?: readonly AcceptedTextDto[] | undefined;
}

/**
 * Completes every sign-in: rejects suspended and closed accounts, requires the second factor and opens the session. Sessions of
 * existing accounts are opened nowhere else.
 */
@Injectable()
export class SignInFlow {
  constructor(
    private readonly users: UserReader,
    private readonly holders: RoleHolders,
    private readonly challenge: MfaChallenge,
    private readonly followUps: FollowUpActions,
    private readonly opener: SessionOpener,
    private readonly checks: SignInChecks,
    private readonly transactions: Transactions,
  ) {}

  /**
   * `consume` consumes the credential in the transaction that opens the session, and returns whether it was still valid.
   * If it was not, nothing changes and the result is undefined.
   */
  async signIn(request: SignInRequest, consume: () => Promise<boolean>): Promise<SignInResult | undefined> {
    actingUserProven(request.userId);
    const { locked, roles, opened } = await this.transactions.run(async () => {
      const locked = await this.lockActive(request.userId);
      // Every change of roles also changes the locked account row, so the roles cannot change in the meantime.
      const roles = await this.holders.rolesOf(request.userId);
      return { locked, roles, opened: (await consume()) ? await this.openOrChallenge(request, roles) : undefined };
    });
    if (!opened || isMfaRequired(opened)) return opened;
    if (!request.changesNothing || request.followUp) return this.withUser(request.userId, roles, opened);
    return { ...opened, user: (await locked.me(roles)).body };
  }

  /** Signs in a user who has passed the second factor. `consume` throws if it was wrong. */
  async completeMfa(
    {
      userId,
      method,
      transport = 'body',
      secondFactor,
      consents = [],
    }: SignInRequest & { readonly secondFactor: string },
    consume: () => Promise<{ deviceToken?: string | undefined }>,
  ): Promise<SignedInUser> {
    actingUserProven(userId);
    const { roles, opened } = await this.transactions.run(async () => {
      await this.lockActive(userId);
      const roles = await this.holders.rolesOf(userId);
      const consumed = await consume();
      await this.checks.run({ userId, isNew: false, accepted: consents });
      const tokens = await this.opener.open(userId, roles, transport, { method, secondFactor });
      return { roles, opened: { ...consumed, tokens } };
    });
    return this.withUser(userId, roles, opened);
  }

  private async openOrChallenge(
    request: SignInRequest,
    roles: readonly string[],
  ): Promise<MfaRequired | { readonly tokens: IssuedTokens }> {
    const { userId, method, transport = 'body', isTwoFactors = false } = request;
    // A sign-in that adds a credential requires the second factor even on a trusted device.
    const deviceToken = request.followUp ? undefined : request.deviceToken;
    const requirement = isTwoFactors ? 'not-set-up' : await this.challenge.requirementOf({ ...request, deviceToken });
    if (requirement === 'required') return this.challenge.begin(request);
    await this.checks.run({ userId, isNew: false, accepted: request.consents ?? [] });
    await this.followUps.run(userId, request.followUp);
    // If a trusted device replaced the second factor, sensitive actions still require step-up authentication.
    const options = requirement === 'trusted-device' ? { isFresh: false, secondFactor: 'trusted_device' } : {};
    return { tokens: await this.opener.open(userId, roles, transport, { method, ...options }) };
  }

  /** Locks the user while the session is opened, so that a concurrent suspension either prevents or ends it. */
  private async lockActive(userId: UserId): Promise<LockedUser> {
    const locked = await this.users.lock(userId);
    if (!locked) throw AuthProblems.wrong_credentials();
    if (locked.state === 'closed') throw AuthProblems.account_closed();
    if (locked.state !== 'active') throw AuthProblems.account_suspended();
    return locked;
  }

  private async withUser<T extends object>(userId: UserId, roles: readonly string[], opened: T) {
    const me = await this.users.me(userId, roles);
    if (!me) throw RequestProblems.not_found();
    return { ...opened, user: me.body };
  }
}
