import { Injectable } from '@nestjs/common';
import { UserReader, UsersProblems } from '@features/users';
import { Problem } from '@platform/errors/problem';
import { OneTimeProblems } from '@platform/one-time/one-time.errors';
import { OneTimeTokens, type Found, type PresentedToken } from '@platform/one-time/one-time-tokens';
import type { UserId } from '@platform/ids/ids';
import type { SignInResult } from '../sign-in/sign-in-result';
import { SignInFlow } from '../sign-in/sign-in-flow';
import type { SignInOptionsDto } from '../sign-in/sign-in-options.dto';
import { NewAccounts } from '../sign-in/new-accounts';
import { VerifiedOwner } from '../sign-in/verified-owner';
import { SessionEnder } from '../sessions/session-ender';
import { EMAIL_METHODS, type EmailMethod } from './email-methods';
import type { SignInRecipient } from './sign-in-mails';
import { unlessConsentIsMissing } from '../sign-in/sign-in-checks';

interface EmailSignIn extends SignInOptionsDto {
  readonly method: EmailMethod;
}

/** Signs in with a mailed link or code, which proves that the user owns the address. */
@Injectable()
export class EmailSignInService {
  constructor(
    private readonly users: UserReader,
    private readonly oneTimeTokens: OneTimeTokens,
    private readonly signInFlow: SignInFlow,
    private readonly accounts: NewAccounts,
    private readonly verifiedOwner: VerifiedOwner,
    private readonly sessions: SessionEnder,
  ) {}

  async signIn(method: EmailMethod, proof: PresentedToken, options: SignInOptionsDto): Promise<SignInResult> {
    const found = await this.oneTimeTokens.find<SignInRecipient>(EMAIL_METHODS[method].kind, proof);
    if (!found) throw OneTimeProblems.not_valid();
    return unlessConsentIsMissing(
      () => this.signInWith(found, method, options),
      () => this.oneTimeTokens.returnTry(found),
    );
  }

  private async signInWith(
    found: Found<SignInRecipient>,
    method: EmailMethod,
    options: SignInOptionsDto,
  ): Promise<SignInResult> {
    const ownerId = found.userId ?? (await this.users.findId({ email: found.payload.address }));
    if (ownerId !== undefined) return this.signInToExisting(ownerId, found, { ...options, method });
    try {
      return await this.signInToNew(found, { ...options, method });
    } catch (error) {
      // A concurrent request has registered the address. The user has verified it here, so the account is theirs.
      const newOwnerId = isTaken(error) ? await this.users.findId({ email: found.payload.address }) : undefined;
      if (newOwnerId === undefined) throw error;
      return this.signInToExisting(newOwnerId, found, { ...options, method });
    }
  }

  private async signInToExisting(
    userId: UserId,
    found: Found<SignInRecipient>,
    options: EmailSignIn,
  ): Promise<SignInResult> {
    let isTakenOver = false;
    const result = await this.signInFlow.signIn({ ...options, userId }, async () => {
      if (!(await this.oneTimeTokens.use(found))) return false;
      // The owner is checked after the token was consumed, because an earlier change of the address would have
      // invalidated the token.
      if ((await this.users.findId({ email: found.payload.address })) !== userId) return false;
      isTakenOver = !(await this.hasVerifiedEmail(userId));
      if (isTakenOver) await this.verifiedOwner.takeOver(userId);
      return true;
    });
    if (!result) throw OneTimeProblems.not_valid();
    // Sessions have ended only in this case; otherwise the wait for all nodes is unnecessary.
    if (isTakenOver) await this.sessions.untilAllNodesKnow();
    return result;
  }

  private async hasVerifiedEmail(userId: UserId): Promise<boolean> {
    return (await this.users.contactOf(userId))?.emailVerified === true;
  }

  private async signInToNew(
    found: Found<SignInRecipient>,
    { method, transport, consents }: EmailSignIn,
  ): Promise<SignInResult> {
    const { address, language } = found.payload;
    const user = { email: address, emailVerified: true, locale: language, by: 'user' } as const;
    return this.accounts.open({ method, user, transport, consents }, async () => {
      if (!(await this.oneTimeTokens.use(found))) throw OneTimeProblems.not_valid();
    });
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Problem && error.code === UsersProblems.email_taken.code;
}
